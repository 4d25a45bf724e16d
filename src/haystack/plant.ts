import type { Context, Depth, Gold, Segment } from "../types.ts";

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
  count: (text: string) => number,
): Context {
  const starts = [0];
  for (const segment of base) starts.push((starts.at(-1) as number) + count(leadOf(segment) + segment.text));
  const total = starts.at(-1) as number;
  const placed = plantings
    .map((planting, order) => ({ ...planting, order, at: nearestBoundary(starts, planting.depth * total) }))
    .sort((a, b) => a.at - b.at || a.depth - b.depth || a.order - b.order);

  const segments: Segment[] = [];
  let next = 0;
  for (let i = 0; i <= base.length; i++) {
    for (; next < placed.length && placed[next]?.at === i; next++)
      segments.push((placed[next] as Planting).segment);
    if (i < base.length) segments.push(base[i] as Segment);
  }
  return joinSegments(segments, opening, count);
}

/** Joins segments into a context and measures where each needle came to lie. */
export function joinSegments(
  segments: readonly Segment[],
  opening: string,
  count: (text: string) => number,
): Context {
  const parts: string[] = [];
  const found: { needleId: string; start: number; end: number; before: number; own: number }[] = [];
  let chars = 0;
  let tokens = 0;
  for (const [i, segment] of segments.entries()) {
    const own = count((i === 0 ? opening : leadOf(segment)) + segment.text);
    const lead = i === 0 ? "" : leadOf(segment);
    if (segment.kind === "needle" && segment.needleId !== undefined)
      found.push({
        needleId: segment.needleId,
        start: chars + lead.length,
        end: chars + lead.length + segment.text.length,
        before: tokens,
        own,
      });
    parts.push(lead, segment.text);
    chars += lead.length + segment.text.length;
    tokens += own;
  }
  const gold = found.map(({ needleId, start, end, before, own }): Gold => {
    const others = tokens - own;
    return { needleId, start, end, depth: others === 0 ? 0 : before / others };
  });
  return { segments, text: parts.join(""), tokens, gold };
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

/** Two sentences never touch: "...possible.The best thing" is a planting that the reader sees. */
function leadOf(segment: Segment): string {
  return segment.lead === "" ? " " : segment.lead;
}
