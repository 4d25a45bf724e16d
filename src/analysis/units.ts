import { addExactly, type RunningSum } from "../stats/add-exactly.ts";

/** One document's trials in one tally. `recall` is their sum, over `scored` of `asked`. */
export interface Unit {
  readonly recall: number;
  readonly scored: number;
  readonly asked: number;
  /** Sum over the scored trials: tokens of the prompt as the server reports them, or else as counted here. */
  readonly promptTokens: number;
}

/** Units by document, in the order of documents. A million of them are a few columns of numbers, not objects. */
export interface Units extends Iterable<readonly [document: string, unit: Unit]> {
  readonly size: number;
  get(document: string): Unit | undefined;
}

/** Documents by number, in the order in which they were met; shared by all tallies of a record. */
export interface Documents {
  numberOf(haystack: string, seed: number): number;
  /** "haystack#seed" */
  name(number: number): string;
  /** Place of each document when they are sorted. */
  ranks(compare: (a: string, b: string) => number): Int32Array;
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
    name: (number) => names[number] as string,
    ranks(compare) {
      const order = names.map((_, i) => i).sort((a, b) => compare(names[a] as string, names[b] as string));
      const ranks = new Int32Array(names.length);
      order.forEach((document, rank) => {
        ranks[document] = rank;
      });
      return ranks;
    },
  };
}

/** Units while trials are counted. */
export interface UnitsDraft {
  /** Adds one trial; `recall` undefined = not scored. */
  add(document: number, recall: number | undefined, promptTokens: number): void;
  finish(documents: Documents, ranks: Int32Array): Units;
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
    finish: (documents, ranks) => sorted(columns, rowOf.size, documents, ranks),
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

function sorted(from: Columns, size: number, documents: Documents, ranks: Int32Array): Units {
  const rank = (row: number): number => ranks[from.document[row] as number] as number;
  const order = Int32Array.from({ length: size }, (_, i) => i).sort((a, b) => rank(a) - rank(b));
  const to = roomFor(size);
  order.forEach((row, i) => {
    for (const name of ["document", "asked", "scored", "recall", "promptTokens"] as const)
      to[name][i] = from[name][row] as number;
  });
  return unitsOf({ ...to, rest: new Float64Array(0) }, size, documents);
}

function unitsOf(columns: Columns, size: number, documents: Documents): Units {
  const { document, asked, scored, recall, promptTokens } = columns;
  const at = (row: number): Unit => ({
    recall: recall[row] as number,
    scored: scored[row] as number,
    asked: asked[row] as number,
    promptTokens: promptTokens[row] as number,
  });
  let rows: ReadonlyMap<string, number> | undefined;
  return {
    size,
    get(name) {
      rows ??= new Map(
        Array.from({ length: size }, (_, row) => [documents.name(document[row] as number), row]),
      );
      const row = rows.get(name);
      return row === undefined ? undefined : at(row);
    },
    *[Symbol.iterator]() {
      for (let row = 0; row < size; row++) yield [documents.name(document[row] as number), at(row)] as const;
    },
  };
}
