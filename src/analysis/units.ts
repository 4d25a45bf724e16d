import { addExactly, type RunningSum } from "../stats/add-exactly.ts";

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
export interface Units extends Iterable<readonly [document: string, unit: Unit]> {
  readonly size: number;
  /** Documents of the record, those of other tallies too. */
  readonly documents: number;
  /** Where each unit's document stands among them, rising. */
  readonly places: Int32Array;
  /** Sums over the scored trials. */
  readonly recall: Float64Array;
  readonly scored: Int32Array;
  readonly asked: Int32Array;
  /** "haystack#seed" */
  nameOf(place: number): string;
}

/** Documents by number, in the order in which they were met; shared by all tallies of a record. */
export interface Documents {
  numberOf(haystack: string, seed: number): number;
  /** All of them sorted. */
  sorted(compare: (a: string, b: string) => number): SortedDocuments;
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
    sorted(compare) {
      const order = names.map((_, i) => i).sort((a, b) => compare(names[a] as string, names[b] as string));
      const places = new Int32Array(names.length);
      order.forEach((document, place) => {
        places[document] = place;
      });
      return { names: order.map((document) => names[document] as string), places };
    },
  };
}

/** Units while trials are counted. */
export interface UnitsDraft {
  /** Adds one trial; `recall` undefined = not scored. */
  add(document: number, recall: number | undefined, promptTokens: number): void;
  finish(documents: SortedDocuments): Units;
}

const ROOM = 64;

export function draftUnits(): UnitsDraft {
  const rowOf = new Map<number, number>();
  let columns = roomFor(ROOM);
  const sum: RunningSum = { high: 0, low: 0 };
  return {
    add(document, recall, promptTokens) {
      let row = rowOf.get(document);
      if (row === undefined) {
        row = rowOf.size;
        rowOf.set(document, row);
        if (row === columns.document.length) columns = grown(columns);
        columns.document[row] = document;
      }
      columns.asked[row]!++;
      if (recall === undefined) return;
      columns.scored[row]!++;
      columns.promptTokens[row]! += promptTokens;
      sum.high = columns.recall[row] as number;
      sum.low = columns.rest[row] as number;
      addExactly(sum, recall);
      columns.recall[row] = sum.high;
      columns.rest[row] = sum.low;
    },
    finish: (documents) => sorted(columns, rowOf.size, documents),
  };
}

interface Columns {
  readonly document: Int32Array;
  readonly asked: Int32Array;
  readonly scored: Int32Array;
  readonly recall: Float64Array;
  /** What `recall` leaves over as a running sum. */
  readonly rest: Float64Array;
  readonly promptTokens: Float64Array;
}

function roomFor(rows: number): Columns {
  return {
    document: new Int32Array(rows),
    asked: new Int32Array(rows),
    scored: new Int32Array(rows),
    recall: new Float64Array(rows),
    rest: new Float64Array(rows),
    promptTokens: new Float64Array(rows),
  };
}

function grown(from: Columns): Columns {
  const to = roomFor(2 * from.document.length);
  for (const name of Object.keys(from) as (keyof Columns)[]) to[name].set(from[name]);
  return to;
}

function sorted(from: Columns, size: number, { names, places }: SortedDocuments): Units {
  const placeOf = (row: number): number => places[from.document[row] as number] as number;
  const order = Int32Array.from({ length: size }, (_, i) => i).sort((a, b) => placeOf(a) - placeOf(b));
  const column = <A extends Float64Array | Int32Array>(to: A, of: (row: number) => number): A => {
    for (let i = 0; i < size; i++) to[i] = of(order[i] as number);
    return to;
  };
  const recall = column(new Float64Array(size), (row) => from.recall[row] as number);
  const scored = column(new Int32Array(size), (row) => from.scored[row] as number);
  const asked = column(new Int32Array(size), (row) => from.asked[row] as number);
  const promptTokens = column(new Float64Array(size), (row) => from.promptTokens[row] as number);
  const own = column(new Int32Array(size), placeOf);
  return {
    size,
    documents: names.length,
    places: own,
    recall,
    scored,
    asked,
    nameOf: (place) => names[place] as string,
    *[Symbol.iterator]() {
      for (let i = 0; i < size; i++)
        yield [
          names[own[i] as number] as string,
          {
            recall: recall[i] as number,
            scored: scored[i] as number,
            asked: asked[i] as number,
            promptTokens: promptTokens[i] as number,
          },
        ] as const;
    },
  };
}
