import type { Trial } from "../record.ts";
import type { Finish, Score } from "../types.ts";
import type { Choosable } from "./chosen.ts";
import { type Kind, kindFinder } from "./trial-kind.ts";

/**
 * A record in memory for the analyses: what they count by and add up, without prompts, answers and words of errors.
 * Iterating gives trials again, one at a time; of a million trials it takes about 130 MB.
 */
export interface TrialStore extends Choosable {
  readonly length: number;
  add(trial: Trial): void;
}

/** Rows of a block; blocks are added, so that nothing is copied as a record grows. */
const BLOCK = 1 << 16;

/** Numbers of a trial that differ from one to the next. NaN = absent. */
const NUMBERS: readonly ((trial: Trial) => number | undefined)[] = [
  (t) => t.cell.contextLength,
  (t) => t.cell.depth,
  (t) => t.cell.seed,
  (t) => t.actual.tokens,
  (t) => (t.actual.goldDepths.length === 1 ? t.actual.goldDepths[0] : undefined),
  (t) => t.score?.recall,
  (t) => t.generation?.promptTokens,
  (t) => t.generation?.cachedTokens,
  (t) => t.generation?.outputTokens,
  (t) => t.generation?.reasoningTokens,
  (t) => t.generation?.prefillMs,
  (t) => t.generation?.totalMs,
];

interface Block {
  /** A column that no trial of the block has is not there. */
  readonly numbers: (Column | undefined)[];
  readonly kinds: Uint32Array;
}

/** While all of a column are small whole numbers, as most are, in half the room. */
type Column = Float64Array | Int32Array;

/** Stands for NaN among whole numbers. */
const ABSENT = -(2 ** 31);

export function createTrialStore(): TrialStore {
  const blocks: Block[] = [];
  const kinds: Kind[] = [];
  const kindOf = kindFinder(kinds);
  let length = 0;
  function* taken(isTaken: readonly boolean[]): Generator<Trial> {
    for (let i = 0; i < length; i++) {
      const block = blocks[Math.floor(i / BLOCK)] as Block;
      if (isTaken[block.kinds[i % BLOCK] as number]) yield trialAt(block, i % BLOCK, kinds);
    }
  }
  const store: TrialStore = {
    get length() {
      return length;
    },
    add: (trial) => {
      const at = length % BLOCK;
      if (at === 0) blocks.push(newBlock());
      const block = blocks.at(-1) as Block;
      for (let i = 0; i < NUMBERS.length; i++) {
        const value = (NUMBERS[i] as (trial: Trial) => number | undefined)(trial);
        if (value === undefined) continue;
        let column = block.numbers[i] ?? new Int32Array(BLOCK).fill(ABSENT);
        if (column instanceof Int32Array && !isSmall(value)) column = widened(column);
        block.numbers[i] = column;
        column[at] = value;
      }
      block.kinds[at] = kindOf(trial);
      length++;
    },
    choose: (isChosen) => {
      const isTaken = kinds.map(isChosen);
      if (!isTaken.includes(true)) return [];
      if (!isTaken.includes(false)) return store;
      return { [Symbol.iterator]: () => taken(isTaken) };
    },
    *[Symbol.iterator]() {
      for (let i = 0; i < length; i++)
        yield trialAt(blocks[Math.floor(i / BLOCK)] as Block, i % BLOCK, kinds);
    },
  };
  return store;
}

function isSmall(value: number): boolean {
  return (value | 0) === value && value !== ABSENT && !Object.is(value, -0);
}

function widened(column: Int32Array): Float64Array {
  const wide = new Float64Array(column.length);
  for (let i = 0; i < column.length; i++) wide[i] = column[i] === ABSENT ? Number.NaN : (column[i] as number);
  return wide;
}

function newBlock(): Block {
  return { numbers: NUMBERS.map(() => undefined), kinds: new Uint32Array(BLOCK) };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Written out, without spreads: a record has a million trials, and every pass makes each of them. */
function trialAt({ numbers, kinds }: Block, at: number, all: readonly Kind[]): Trial {
  const kind = all[kinds[at] as number] as Kind;
  const { cell, actual } = kind;
  const number = (column: number): number => {
    const held = numbers[column];
    const value = held?.[at];
    return value === undefined || (value === ABSENT && held instanceof Int32Array) ? Number.NaN : value;
  };
  const place: Writable<Trial["actual"]> = {
    tokens: number(3),
    goldDepths: actual.goldDepths.length === 1 ? [number(4)] : actual.goldDepths,
    tokenizer: actual.tokenizer,
  };
  if (actual.estimated) place.estimated = true;
  if (actual.documents !== undefined) place.documents = actual.documents;
  if (actual.depthUnknown) place.depthUnknown = true;
  const trial: Writable<Trial> = {
    schema: 1,
    id: "",
    model: kind.model,
    task: kind.task,
    taskVersion: kind.taskVersion,
    haystack: kind.haystack,
    cell: {
      task: cell.task,
      contextLength: number(0),
      depth: number(1),
      seed: number(2),
      factors: cell.factors,
    },
    actual: place,
    promptSha256: "",
    status: kind.status,
    warnings: NONE,
    attempts: kind.attempts,
    startedAt: "",
  };
  if (kind.simulated) trial.simulated = true;
  if (kind.score !== undefined) trial.score = scoreAt(kind.score, number(5));
  if (kind.generation !== undefined) trial.generation = generationAt(kind.generation.finish, number);
  if (kind.error !== undefined) trial.error = kind.error;
  if (kind.published !== undefined) trial.published = kind.published;
  return trial;
}

const NONE: readonly string[] = [];

function scoreAt(shared: Score, recall: number): Score {
  const { decoy, firstLine, item, abstained, statedIn, judgedBy } = shared;
  const bare = [decoy, firstLine, item, abstained, statedIn, judgedBy].every((one) => one === undefined);
  return bare ? { recall, found: shared.found } : { ...shared, recall };
}

/** The columns behind the first six; a number that was not reported stays absent. */
const SPENT = [
  "promptTokens",
  "cachedTokens",
  "outputTokens",
  "reasoningTokens",
  "prefillMs",
  "totalMs",
] as const;

function generationAt(finish: Finish, number: (column: number) => number): NonNullable<Trial["generation"]> {
  const generation: Writable<NonNullable<Trial["generation"]>> = { finish };
  for (let i = 0; i < SPENT.length; i++) {
    const value = number(6 + i);
    if (!Number.isNaN(value)) generation[SPENT[i] as (typeof SPENT)[number]] = value;
  }
  return generation;
}
