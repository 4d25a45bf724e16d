import { addExactly, type RunningSum } from "../stats/add-exactly.ts";
import { byText } from "./by-text.ts";
import { sharedFloats, sharedInts } from "./shared-columns.ts";

/** One document's trials in one tally. `recall` is their sum, over `scored` of `asked`. */
export interface Unit {
  readonly recall: number;
  readonly scored: number;
  readonly asked: number;
  /** Sum over the scored trials: tokens of the prompt as the server reports them, or else as counted here. */
  readonly promptTokens: number;
}

/**
 * Units in the order of their documents. A million of them are a few columns of numbers, one entry a unit; what goes
 * through all of them many times reads the columns, the rest iterates.
 */
export interface Units extends UnitColumns, Iterable<readonly [document: string, unit: Unit]> {
  readonly size: number;
  /** Documents of the record, those of other tallies too. */
  readonly documents: number;
  nameOf(place: number): string;
}

/** What units are, as plain data: numbers are in memory that threads may share. */
export interface UnitColumns {
  /** "haystack#seed" of each document of the record. */
  readonly names: readonly string[];
  /** Where each unit's document stands among them, rising. */
  readonly places: Int32Array;
  /** Sums over the scored trials. */
  readonly recall: Float64Array;
  readonly scored: Int32Array;
  readonly asked: Int32Array;
  readonly promptTokens: Float64Array;
}

/** Documents by number, in the order in which they were met; shared by all tallies of a record. */
export interface Documents {
  numberOf(haystack: string, seed: number): number;
  /** All of them by haystack, then by seed as a number, as a run makes them: the order of `byDocument`. */
  sorted(): SortedDocuments;
}

export interface SortedDocuments {
  readonly names: readonly string[];
  /** Place among them by number. */
  readonly places: Int32Array;
}

export function createDocuments(): Documents {
  const names: string[] = [];
  const known = new Map<string, Map<number, number>>();
  return {
    numberOf(haystack, seed) {
      let seeds = known.get(haystack);
      if (seeds === undefined) {
        seeds = new Map();
        known.set(haystack, seeds);
      }
      const found = seeds.get(seed);
      if (found !== undefined) return found;
      seeds.set(seed, names.length);
      return names.push(`${haystack}#${seed}`) - 1;
    },
    sorted() {
      const haystacks = [...known].sort(([a], [b]) => byText(a, b));
      const order = haystacks.flatMap(([, seeds]) => [...seeds].sort(([a], [b]) => a - b));
      const places = new Int32Array(order.length);
      order.forEach(([, document], place) => {
        places[document] = place;
      });
      return { names: order.map(([, document]) => names[document] as string), places };
    },
  };
}

/** Units while trials are counted. */
export interface UnitsDraft {
  /** Adds one trial; `recall` undefined = not scored. Not after `finish`. */
  add(document: number, recall: number | undefined, promptTokens: number): void;
  finish(documents: SortedDocuments): Units;
}

/** Trials as they come, an entry each; they are added up when all are there, so that no table of documents is kept. */
interface Entries {
  readonly document: Int32Array;
  /** NaN = not scored. */
  readonly recall: Float64Array;
  readonly promptTokens: Float64Array;
  /** The entry before it of the same draft, or -1. */
  readonly before: Int32Array;
}

const ROOM = 1024;

/**
 * Drafts whose trials stand side by side in one piece of memory: grown one by one, they would leave as much behind.
 * @param expected trials of all drafts together, as far as that is known
 */
export function unitDrafts(expected = 0): () => UnitsDraft {
  let entries = roomFor(Math.max(ROOM, expected));
  let used = 0;
  return () => {
    let size = 0;
    let last = -1;
    return {
      add(document, recall, promptTokens) {
        if (used === entries.document.length) entries = grown(entries);
        entries.document[used] = document;
        entries.recall[used] = recall ?? Number.NaN;
        entries.promptTokens[used] = promptTokens;
        entries.before[used] = last;
        last = used++;
        size++;
      },
      finish: (documents) => addUp(entries, chain(entries, last, size), documents),
    };
  };
}

function roomFor(trials: number): Entries {
  return {
    document: new Int32Array(trials),
    recall: new Float64Array(trials),
    promptTokens: new Float64Array(trials),
    before: new Int32Array(trials),
  };
}

function grown(from: Entries): Entries {
  const to = roomFor(2 * from.document.length);
  for (const name of Object.keys(from) as (keyof Entries)[]) to[name].set(from[name]);
  return to;
}

/** The entries of a draft, in the order in which they came. */
function chain({ before }: Entries, last: number, size: number): Int32Array {
  const all = new Int32Array(size);
  for (let i = size - 1, at = last; i >= 0; i--, at = before[at] as number) all[i] = at;
  return all;
}

function addUp(entries: Entries, came: Int32Array, { names, places: placeOf }: SortedDocuments): Units {
  const order = inOrder(came, entries.document, placeOf);
  const units = countUnits(order, entries.document);
  const places = sharedInts(units);
  const recall = sharedFloats(units);
  const scored = sharedInts(units);
  const asked = sharedInts(units);
  const promptTokens = sharedFloats(units);
  const sum: RunningSum = { high: 0, low: 0 };
  let unit = -1;
  let last = -1;
  for (const at of order) {
    const document = entries.document[at] as number;
    if (document !== last) {
      places[++unit] = placeOf[document] as number;
      sum.high = 0;
      sum.low = 0;
      last = document;
    }
    asked[unit]!++;
    const value = entries.recall[at] as number;
    if (Number.isNaN(value)) continue;
    scored[unit]!++;
    promptTokens[unit]! += entries.promptTokens[at] as number;
    addExactly(sum, value);
    recall[unit] = sum.high;
  }
  return unitsOf({ names, places, recall, scored, asked, promptTokens });
}

/** Units of columns, as `Units` has them. */
export function unitsOf(columns: UnitColumns): Units {
  const { names, places, recall, scored, asked } = columns;
  return {
    ...columns,
    size: places.length,
    documents: names.length,
    nameOf: (place) => names[place] as string,
    *[Symbol.iterator]() {
      for (let i = 0; i < places.length; i++)
        yield [
          names[places[i] as number] as string,
          {
            recall: recall[i] as number,
            scored: scored[i] as number,
            asked: asked[i] as number,
            promptTokens: columns.promptTokens[i] as number,
          },
        ] as const;
    },
  };
}

/** Entries by place of their document; mostly they came in that order. */
function inOrder(came: Int32Array, document: Int32Array, placeOf: Int32Array): Int32Array {
  const place = (at: number): number => placeOf[document[at] as number] as number;
  for (let i = 1; i < came.length; i++)
    if (place(came[i - 1] as number) > place(came[i] as number))
      return came.sort((a, b) => place(a) - place(b) || a - b);
  return came;
}

function countUnits(order: Int32Array, document: Int32Array): number {
  let units = 0;
  let last = -1;
  for (const at of order) {
    if (document[at] !== last) units++;
    last = document[at] as number;
  }
  return units;
}
