import type { CountTokens } from "../tokens.ts";
import type { Segment } from "../types.ts";

/** Segments with their counts and their joined text: what is cut out or put in is a splice by offset. */
export interface Passage {
  readonly segments: readonly Segment[];
  /** `starts[i]`: tokens before segment i, each with its lead, behind the one before it; the last entry: all. */
  readonly starts: readonly number[];
  /** `offsets[i]`: characters of `text` before the lead of segment i; the last entry: all. */
  readonly offsets: readonly number[];
  /** Every lead and text, the first lead too. */
  readonly text: string;
}

/** A segment that goes before segment `at` of a passage. */
export interface Insertion {
  readonly segment: Segment;
  readonly at: number;
}

const measured = new WeakMap<CountTokens, WeakMap<readonly Segment[], Passage>>();

/** The passage of these segments; measured once for as long as somebody holds the very same array. */
export function passageOf(segments: readonly Segment[], count: CountTokens): Passage {
  const known = measured.get(count)?.get(segments);
  if (known !== undefined) return known;
  count.ahead?.(segments.map((segment, i) => [leadOf(segment) + segment.text, segments[i - 1]?.text]));
  const empty = { segments: [], starts: [0], offsets: [0], text: "" };
  return keepPassage(insert(empty, toEnd(segments), count), segments, count);
}

/** Keeps a passage that was made by other means than measuring its segments. */
function keepPassage(passage: Passage, segments: readonly Segment[], count: CountTokens): Passage {
  const own = measured.get(count) ?? new WeakMap<readonly Segment[], Passage>();
  measured.set(count, own);
  own.set(segments, passage);
  return passage;
}

function toEnd(segments: readonly Segment[]): readonly Insertion[] {
  return segments.map((segment) => ({ segment, at: 0 }));
}

/**
 * The passage with segments put in, these in ascending order of `at`. Only they and what comes to stand right
 * behind them are counted.
 */
export function insert(passage: Passage, insertions: readonly Insertion[], count: CountTokens): Passage {
  const segments: Segment[] = [];
  const starts = [0];
  const offsets = [0];
  let text = "";
  let tokens = 0;
  const add = (segment: Segment): void => {
    const own = leadOf(segment) + segment.text;
    tokens += count(own, segments.at(-1)?.text);
    text += own;
    segments.push(segment);
    starts.push(tokens);
    offsets.push(text.length);
  };
  const copy = (from: number, to: number): void => {
    if (from === to) return;
    let first = from;
    // What follows a planted segment has another neighbour than before.
    if (segments.length > 0) add(passage.segments[first++] as Segment);
    const moreTokens = tokens - (passage.starts[first] as number);
    const moreText = text.length - (passage.offsets[first] as number);
    for (let i = first; i < to; i++) {
      segments.push(passage.segments[i] as Segment);
      starts.push((passage.starts[i + 1] as number) + moreTokens);
      offsets.push((passage.offsets[i + 1] as number) + moreText);
    }
    tokens = starts.at(-1) as number;
    text += passage.text.slice(passage.offsets[first], passage.offsets[to]);
  };
  let copied = 0;
  for (const { segment, at } of insertions) {
    copy(copied, at);
    add(segment);
    copied = at;
  }
  copy(copied, passage.segments.length);
  return keepPassage({ segments, starts, offsets, text }, segments, count);
}

/** The first `n` segments of a passage. */
export function head(passage: Passage, n: number): Passage {
  return {
    segments: passage.segments.slice(0, n),
    starts: passage.starts.slice(0, n + 1),
    offsets: passage.offsets.slice(0, n + 1),
    text: passage.text.slice(0, passage.offsets[n]),
  };
}

/** Two sentences never touch: "...possible.The best thing" is a planting that the reader sees. */
export function leadOf(segment: Segment): string {
  return segment.lead === "" ? " " : segment.lead;
}
