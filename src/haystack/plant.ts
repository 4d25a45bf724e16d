import type { CountTokens } from "../tokens.ts";
import type { Context, Depth, Gold, Segment } from "../types.ts";
import { insert, leadOf, type Passage, passageOf } from "./passage.ts";

/** A segment on its way into a context, at a share of the finished context. */
export interface Planting {
  readonly segment: Segment;
  readonly depth: Depth;
}

/**
 * Puts segments between others, each at the sentence boundary nearest to its depth, and joins the text.
 *
 * The place of one planting depends on nothing but the base and its own depth, so a base that is shared by the
 * cells of a depth sweep gives prompts that share everything before the shallower needle.
 * Depths 0 and 1 are really the first and the last segment. Depth is before / (before + after) in tokens.
 *
 * @param base segments in reading order
 * @param opening white space before the first segment; takes the place of its lead and is not part of `text`
 * @param count tokens of a text
 */
export function plantSegments(
  base: readonly Segment[],
  plantings: readonly Planting[],
  opening: string,
  count: CountTokens,
): Context {
  const passage = passageOf(base, count);
  const total = passage.starts.at(-1) as number;
  const placed = plantings
    .map((planting, order) => ({
      ...planting,
      order,
      at: nearestBoundary(passage.starts, planting.depth * total),
    }))
    .sort((a, b) => a.at - b.at || a.depth - b.depth || a.order - b.order);
  return contextOf(insert(passage, placed, count), opening, count);
}

/** Joins segments into a context and measures where each needle came to lie. */
export function joinSegments(segments: readonly Segment[], opening: string, count: CountTokens): Context {
  return contextOf(passageOf(segments, count), opening, count);
}

function contextOf(
  { segments, starts, offsets, text }: Passage,
  opening: string,
  count: CountTokens,
): Context {
  const [first] = segments;
  if (first === undefined) return { segments, text: "", tokens: 0, gold: [] };
  // The first segment gives up its lead for the opening.
  const lead = leadOf(first).length;
  const opener = count(opening + first.text);
  const more = opener - (starts[1] as number);
  const tokens = (starts.at(-1) as number) + more;
  const gold: Gold[] = [];
  for (let i = 0; i < segments.length; i++) {
    const segment = segments[i] as Segment;
    if (segment.kind !== "needle" || segment.needleId === undefined) continue;
    const before = i === 0 ? 0 : (starts[i] as number) + more;
    const others = tokens - (i === 0 ? opener : (starts[i + 1] as number) - (starts[i] as number));
    const end = (offsets[i + 1] as number) - lead;
    gold.push({
      needleId: segment.needleId,
      start: end - segment.text.length,
      end,
      depth: others === 0 ? 0 : before / others,
    });
  }
  return { segments, text: text.slice(lead), tokens, gold };
}

/** Index of the boundary nearest to `target` tokens; the earlier one of two equally near. */
function nearestBoundary(starts: readonly number[], target: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((starts[mid] as number) < target) low = mid + 1;
    else high = mid;
  }
  const after = starts[low] as number;
  const before = starts[Math.max(0, low - 1)] as number;
  return low > 0 && target - before <= after - target ? low - 1 : low;
}
