import { MidspanError } from "../errors.ts";
import type { CountTokens } from "../tokens.ts";
import type { Segment } from "../types.ts";
import { head, insert, type Passage } from "./passage.ts";
import { type ReadSource, readSource } from "./read-source.ts";

export interface Fitted {
  readonly segments: readonly Segment[];
  readonly tokens: number;
}

/** How far ahead in the source a better last sentence is looked for, and how many sentences may be given up. */
const LOOKAHEAD = 600;
const GIVE_UP = 12;

/** Fits of one source that are kept: a depth sweep asks for the same one again and again. */
const CAPACITY = 4;

const fits = new WeakMap<ReadSource, Map<string, Fitted>>();

/**
 * Takes filler from the source until `budget` tokens are as full as whole sentences allow: reading order is
 * kept, only the last sentence may come from further on, chosen so that at most `slack` tokens stay empty.
 * The very same source gives the very same segments for the same budget, so that what is known of them stays known.
 * Throws `does-not-fit` where the source ends too early.
 */
export function fitFiller(
  source: Iterable<Segment>,
  budget: number,
  slack: number,
  count: CountTokens,
): Fitted {
  const read = readSource(source, count);
  const known = fits.get(read) ?? new Map<string, Fitted>();
  fits.set(read, known);
  const key = `${budget}/${slack}`;
  const fitted = known.get(key) ?? fillUp(read, budget, slack, count);
  known.set(key, fitted);
  if (known.size > CAPACITY) known.delete(known.keys().next().value as string);
  return fitted;
}

function fillUp(read: ReadSource, budget: number, slack: number, count: CountTokens): Fitted {
  read.readTo({ tokens: budget });
  const taken = lastAtMost(read.fits, budget);
  const tokens = read.fits[taken] as number;
  if (budget - tokens <= slack) return ended(read, taken, [], tokens, count);
  if (taken === read.segments.length)
    throw new MidspanError(
      "does-not-fit",
      `haystack is too short; tokens of filler needed: ${budget}, available: ${tokens}`,
      { cure: "ask for a shorter context length or give a longer text" },
    );
  // A tokenizer that asks a server is asked once for all that lies ahead.
  const next = count.ahead === undefined ? nextOfSize(read, taken, budget - tokens, count) : undefined;
  if (next !== undefined) return ended(read, taken, [next], budget, count);
  return bestEnding(read, taken, budget, slack, count) ?? ended(read, taken, [], tokens, count);
}

/**
 * The first sentence ahead that fills the room to the token: the best ending there is. Reads no further than that,
 * where `bestEnding` needs all that lies ahead: writing sentences is most of the cost of a short document.
 */
function nextOfSize(read: ReadSource, taken: number, room: number, count: CountTokens): Sized | undefined {
  for (let at = taken; at < taken + LOOKAHEAD; at++) {
    read.readTo({ n: at + 1 });
    const segment = read.segments[at];
    if (segment === undefined) return undefined;
    if (mayMove(segment) && count(segment.lead + segment.text) === room) return { segment, n: room };
  }
  return undefined;
}

/** Only sentences that continue a paragraph may move; a heading out of place would read as a new entry. */
function mayMove(segment: Segment): boolean {
  return !segment.lead.includes("\n\n");
}

/** Gives up the last 0..GIVE_UP sentences and puts one or two later ones in their place. */
function bestEnding(
  read: ReadSource,
  taken: number,
  budget: number,
  slack: number,
  count: CountTokens,
): Fitted | undefined {
  read.readTo({ n: taken + LOOKAHEAD });
  const movable = read.segments.slice(taken, taken + LOOKAHEAD).filter(mayMove);
  count.ahead?.(movable.map((segment) => [segment.lead + segment.text]));
  const spare = movable.map((segment) => ({ segment, n: count(segment.lead + segment.text) }));
  const bySize = new Map<number, Sized[]>();
  for (const item of spare) {
    const known = bySize.get(item.n);
    if (known === undefined) bySize.set(item.n, [item]);
    else known.push(item);
  }

  for (let drop = 0; drop <= Math.min(GIVE_UP, taken); drop++) {
    const kept = read.fits[taken - drop] as number;
    const room = budget - kept;
    for (let gap = 0; gap <= slack; gap++) {
      const ending = endingOf(room - gap, spare, bySize);
      if (ending !== undefined) return ended(read, taken - drop, ending, kept + room - gap, count);
    }
  }
  return undefined;
}

/** The first `n` segments of a source and an ending from further on. */
function ended(
  read: Passage,
  n: number,
  ending: readonly Sized[],
  tokens: number,
  count: CountTokens,
): Fitted {
  const insertions = ending.map(({ segment }) => ({ segment, at: n }));
  return { segments: insert(head(read, n), insertions, count).segments, tokens };
}

interface Sized {
  readonly segment: Segment;
  readonly n: number;
}

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

/** Index of the last value of an ascending list that is at most `most`; the first is. */
function lastAtMost(ascending: readonly number[], most: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const mid = (low + high + 1) >> 1;
    if ((ascending[mid] as number) <= most) low = mid;
    else high = mid - 1;
  }
  return low;
}
