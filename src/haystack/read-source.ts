import type { CountTokens } from "../tokens.ts";
import type { Segment } from "../types.ts";
import { leadOf, type Passage } from "./passage.ts";

/** A source as far as it has been read: a passage that grows at its end. */
export interface ReadSource extends Passage {
  /** `fits[i]`: tokens before segment i by each segment's own lead, also where it has none. */
  readonly fits: readonly number[];
  /** Reads on until `segments` holds `n` segments or `tokens` tokens are passed, or the source ends. */
  readTo(goal: { readonly n?: number; readonly tokens?: number }): void;
}

const opened = new WeakMap<CountTokens, WeakMap<Iterable<Segment>, ReadSource>>();

/** The reading of a source; the same for as long as the very same iterable is asked for, so nothing is counted twice. */
export function readSource(source: Iterable<Segment>, count: CountTokens): ReadSource {
  const own = opened.get(count) ?? new WeakMap<Iterable<Segment>, ReadSource>();
  opened.set(count, own);
  const known = own.get(source) ?? startReading(source, count);
  own.set(source, known);
  return known;
}

function startReading(source: Iterable<Segment>, count: CountTokens): ReadSource {
  const { ahead } = count;
  const iterator = ahead === undefined ? source[Symbol.iterator]() : announced(source, ahead);
  const segments: Segment[] = [];
  const starts = [0];
  const fits = [0];
  const offsets = [0];
  const reading = { segments, starts, fits, offsets, text: "", readTo };

  function readTo({ n = 0, tokens = -1 }: { readonly n?: number; readonly tokens?: number }): void {
    while (segments.length < n || (fits.at(-1) as number) <= tokens) {
      const next = iterator.next();
      if (next.done === true) return;
      add(next.value);
    }
  }
  function add(segment: Segment): void {
    const before = segments.at(-1)?.text;
    const lead = leadOf(segment);
    const tokens = count(lead + segment.text, before);
    const fitted = segment.lead === lead ? tokens : count(segment.text, before);
    reading.text += lead + segment.text;
    segments.push(segment);
    starts.push((starts.at(-1) as number) + tokens);
    fits.push((fits.at(-1) as number) + fitted);
    offsets.push(reading.text.length);
  }
  return reading;
}

/** Segments that a tokenizer is told of at a time, where it asks a server. */
const BLOCK = 128;

/** The same segments, those of a block told before the first of them is counted. */
function* announced(
  source: Iterable<Segment>,
  ahead: NonNullable<CountTokens["ahead"]>,
): Generator<Segment, undefined> {
  let before: string | undefined;
  let block: Segment[] = [];
  const tell = (): readonly Segment[] => {
    const told = block;
    ahead(told.map((segment, i) => [leadOf(segment) + segment.text, told[i - 1]?.text ?? before]));
    before = told.at(-1)?.text;
    block = [];
    return told;
  };
  for (const segment of source) {
    block.push(segment);
    if (block.length === BLOCK) yield* tell();
  }
  yield* tell();
}
