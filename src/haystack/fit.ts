import { MidspanError } from "../errors.ts";
import type { Segment } from "../types.ts";

export interface Fitted {
  readonly segments: readonly Segment[];
  readonly counts: readonly number[];
  readonly tokens: number;
}

/** How far ahead in the source a better last sentence is looked for, and how many sentences may be given up. */
const LOOKAHEAD = 600;
const GIVE_UP = 12;

/**
 * Takes filler from the source until `budget` tokens are as full as whole sentences allow: reading order is
 * kept, only the last sentence may come from further on, chosen so that at most `slack` tokens stay empty.
 * Throws `does-not-fit` where the source ends too early.
 */
export function fitFiller(
  source: Iterable<Segment>,
  budget: number,
  slack: number,
  count: (text: string) => number,
): Fitted {
  const taken: Segment[] = [];
  const counts: number[] = [];
  const ahead: Segment[] = [];
  let tokens = 0;
  let available = 0;
  let full = false;
  for (const segment of source) {
    const n = count(segment.lead + segment.text);
    available += n;
    if (!full && tokens + n <= budget) {
      taken.push(segment);
      counts.push(n);
      tokens += n;
      continue;
    }
    full = true;
    ahead.push(segment);
    if (ahead.length >= LOOKAHEAD || (ahead.length === 1 && budget - tokens <= slack)) break;
  }
  if (!full && budget - tokens > slack)
    throw new MidspanError(
      "does-not-fit",
      `haystack is too short; tokens of filler needed: ${budget}, available: ${available}`,
      { cure: "ask for a shorter context length or give a longer text" },
    );
  const best = bestEnding(taken, counts, tokens, ahead, budget, slack, count);
  return best ?? { segments: taken, counts, tokens };
}

/** Gives up the last 0..GIVE_UP sentences and puts one or two later ones in their place. */
function bestEnding(
  taken: readonly Segment[],
  counts: readonly number[],
  tokens: number,
  ahead: readonly Segment[],
  budget: number,
  slack: number,
  count: (text: string) => number,
): Fitted | undefined {
  if (budget - tokens <= slack) return undefined;
  // Only sentences that continue a paragraph may move; a heading out of place would read as a new entry.
  const spare = ahead
    .filter((segment) => !segment.lead.includes("\n\n"))
    .map((segment) => ({ segment, n: count(segment.lead + segment.text) }));
  const bySize = new Map<number, { segment: Segment; n: number }[]>();
  for (const item of spare) bySize.set(item.n, [...(bySize.get(item.n) ?? []), item]);

  let kept = tokens;
  for (let drop = 0; drop <= Math.min(GIVE_UP, taken.length); drop++) {
    if (drop > 0) kept -= counts[taken.length - drop] as number;
    const room = budget - kept;
    for (let gap = 0; gap <= slack; gap++) {
      const ending = endingOf(room - gap, spare, bySize);
      if (ending === undefined) continue;
      const head = taken.length - drop;
      return {
        segments: [...taken.slice(0, head), ...ending.map((item) => item.segment)],
        counts: [...counts.slice(0, head), ...ending.map((item) => item.n)],
        tokens: kept + room - gap,
      };
    }
  }
  return undefined;
}

type Sized = { readonly segment: Segment; readonly n: number };

/** One or two different sentences of exactly `room` tokens together. */
function endingOf(
  room: number,
  spare: readonly Sized[],
  bySize: ReadonlyMap<number, readonly Sized[]>,
): readonly Sized[] | undefined {
  const one = bySize.get(room)?.[0];
  if (one !== undefined) return [one];
  for (const first of spare) {
    const second = bySize.get(room - first.n)?.find((item) => item !== first);
    if (second !== undefined) return [first, second];
  }
  return undefined;
}
