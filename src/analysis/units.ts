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

const ROOM = 64;

/** Trials as they come, an entry each; they are added up when all are there, so that no table of documents is kept. */
export function draftUnits(): UnitsDraft {
  let columns = roomFor(ROOM);
  let size = 0;
  return {
    add(document, recall, promptTokens) {
      if (size === columns.document.length) columns = grown(columns);
      columns.document[size] = document;
      columns.recall[size] = recall ?? Number.NaN;
      columns.promptTokens[size] = promptTokens;
      size++;
    },
    finish: (documents) => {
      const trials = columns;
      columns = roomFor(0); // let go at once: all tallies together are as large as the record
      return addUp(trials, size, documents);
    },
  };
}

/** One entry a trial; recall NaN = not scored. */
interface Columns {
  readonly document: Int32Array;
  readonly recall: Float64Array;
  readonly promptTokens: Float64Array;
}

function roomFor(trials: number): Columns {
  return {
    document: new Int32Array(trials),
    recall: new Float64Array(trials),
    promptTokens: new Float64Array(trials),
  };
}

function grown(from: Columns): Columns {
  const to = roomFor(2 * from.document.length);
  for (const name of Object.keys(from) as (keyof Columns)[]) to[name].set(from[name]);
  return to;
}

function addUp(trials: Columns, size: number, { names, places: placeOf }: SortedDocuments): Units {
  const order = inOrder(trials.document, size, placeOf);
  const units = countUnits(order, trials.document);
  const places = sharedInts(units);
  const recall = sharedFloats(units);
  const scored = sharedInts(units);
  const asked = sharedInts(units);
  const promptTokens = sharedFloats(units);
  const sum: RunningSum = { high: 0, low: 0 };
  let unit = -1;
  let last = -1;
  for (const at of order) {
    const document = trials.document[at] as number;
    if (document !== last) {
      places[++unit] = placeOf[document] as number;
      sum.high = 0;
      sum.low = 0;
      last = document;
    }
    asked[unit]!++;
    const value = trials.recall[at] as number;
    if (Number.isNaN(value)) continue;
    scored[unit]!++;
    promptTokens[unit]! += trials.promptTokens[at] as number;
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
function inOrder(document: Int32Array, size: number, placeOf: Int32Array): Int32Array {
  const order = Int32Array.from({ length: size }, (_, i) => i);
  const place = (i: number): number => placeOf[document[i] as number] as number;
  for (let i = 1; i < size; i++)
    if (place(i - 1) > place(i)) return order.sort((a, b) => place(a) - place(b) || a - b);
  return order;
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
