import type { Trial } from "../record.ts";
import type { Finish, Score } from "../types.ts";
import type { Choosable, TrialKind } from "./chosen.ts";

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
  readonly numbers: (Float64Array | undefined)[];
  readonly kinds: Uint32Array;
}

/** What many trials share, with numbers of 0. Depths of several facts are kept here too: they follow from the cell. */
type Kind = TrialKind & Omit<Trial, "id" | "promptSha256" | "startedAt" | "output" | "warnings" | "source">;

export function createTrialStore(): TrialStore {
  const blocks: Block[] = [];
  const kinds: Kind[] = [];
  const known = new Map<string, number>();
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
        let column = block.numbers[i];
        if (column === undefined) {
          column = new Float64Array(BLOCK).fill(Number.NaN);
          block.numbers[i] = column;
        }
        column[at] = value;
      }
      block.kinds[at] = kindOf(trial, kinds, known);
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

function newBlock(): Block {
  return { numbers: NUMBERS.map(() => undefined), kinds: new Uint32Array(BLOCK) };
}

function kindOf(trial: Trial, kinds: Kind[], known: Map<string, number>): number {
  const key = keyOf(trial);
  const found = known.get(key);
  if (found !== undefined) return found;
  known.set(key, kinds.length);
  return kinds.push(newKind(trial)) - 1;
}

/** All that a kind is made of, as text. Written out: it is made for every trial, and most are of a known kind. */
function keyOf(trial: Trial): string {
  const { cell, actual, score, generation, error } = trial;
  const told = `${trial.model}\n${trial.task}\n${trial.taskVersion}\n${trial.haystack}\n${cell.task}\n${actual.tokenizer}\n${trial.status}\n${trial.attempts}`;
  const marks = `${trial.simulated} ${actual.estimated} ${actual.depthUnknown} ${actual.documents} ${error?.code}`;
  const depths = actual.goldDepths.length === 1 ? "" : JSON.stringify(actual.goldDepths);
  const judged =
    score &&
    `${score.found.join()} ${score.firstLine} ${score.abstained} ${score.statedIn} ${score.decoy && JSON.stringify(score.decoy)} ${score.item && JSON.stringify(score.item)}`;
  const ended = generation && JSON.stringify(generation.finish);
  const published = trial.published && JSON.stringify(trial.published);
  return `${told}\n${marks}\n${depths}\n${judged}\n${ended}\n${published}\n${JSON.stringify(cell.factors)}`;
}

function newKind(trial: Trial): Kind {
  const { cell, actual, score, generation, error } = trial;
  return {
    schema: 1,
    model: trial.model,
    ...(trial.simulated && { simulated: true }),
    task: trial.task,
    taskVersion: trial.taskVersion,
    haystack: trial.haystack,
    cell: { ...cell, contextLength: 0, depth: 0, seed: 0 },
    actual: { ...actual, tokens: 0, goldDepths: actual.goldDepths.length === 1 ? [0] : actual.goldDepths },
    status: trial.status,
    ...(score && { score: { ...score, recall: 0 } }),
    ...(generation && { generation: { finish: generation.finish } }),
    ...(error && { error: { code: error.code, message: "" } }),
    ...(trial.published && { published: trial.published }),
    attempts: trial.attempts,
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Written out, without spreads: a record has a million trials, and every pass makes each of them. */
function trialAt({ numbers, kinds }: Block, at: number, all: readonly Kind[]): Trial {
  const kind = all[kinds[at] as number] as Kind;
  const { cell, actual } = kind;
  const number = (column: number): number => numbers[column]?.[at] ?? Number.NaN;
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
  const { decoy, firstLine, item, abstained, statedIn } = shared;
  const bare = [decoy, firstLine, item, abstained, statedIn].every((one) => one === undefined);
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
