import type { Trial } from "../record.ts";
import { decoyOf, type RecordRow, rowNumber } from "../record-row.ts";
import type { RowKind, RowNumber } from "../row-kind.ts";
import type { Finish, Score } from "../types.ts";
import type { Choosable } from "./chosen.ts";
import { createDepthLists, type DepthLists } from "./depth-lists.ts";
import { newRow, type Scannable } from "./scan.ts";
import { type Block, isFull, newBlock, numberAt, put } from "./trial-block.ts";
import { type Kind, kindFinder } from "./trial-kind.ts";

/**
 * A record in memory for the analyses: what they count by and add up, without prompts, answers, times and words of errors.
 * Iterating gives trials again, one at a time; of a million trials it takes about 50 MB.
 */
export interface TrialStore extends Choosable, Scannable {
  readonly length: number;
  /** @param kind the row's, or another for a trial that is named otherwise here */
  add(row: RecordRow, kind?: RowKind): void;
  /**
   * As plain data for `join` of a store, in another thread too: numbers are in memory that both have then. Not to be added
   * to any more; still to be read where the other store had nothing before.
   */
  taken(): TakenStore;
  /** Goes on with the trials of another store, which is not to be used again. */
  join(later: TakenStore): void;
}

export interface TakenStore {
  readonly blocks: readonly Block[];
  readonly kinds: readonly Kind[];
  readonly decoys: readonly string[];
  readonly depths: Float64Array;
}

/** Columns of what differs from one trial to the next. NaN = absent. */
const KEPT = [
  "contextLength",
  "depth",
  "seed",
  "tokens",
  "recall",
  "firstLine",
  "statedIn",
  "promptTokens",
  "cachedTokens",
  "outputTokens",
  "reasoningTokens",
] as const satisfies readonly RowNumber[];
const KEPT_AT = KEPT.map(rowNumber);
const [LENGTH, DEPTH, SEED, TOKENS, RECALL, FIRST_LINE, STATED_IN] = [0, 1, 2, 3, 4, 5, 6];
const [PROMPT_TOKENS, CACHED_TOKENS, OUTPUT_TOKENS, REASONING_TOKENS] = [7, 8, 9, 10];
/** Number of the decoy that was given. */
const DECOY = 11;
/** The depth of one fact; where the depths of several begin, of which the kind says how many there are. */
const GOLD = DECOY + 1;
const COLUMNS = GOLD + 1;

/** What all blocks share. */
interface Shared {
  readonly kinds: Kind[];
  /** In the order in which they were met. */
  readonly decoys: string[];
  /** Of all trials with several facts, one behind the other. */
  readonly depths: DepthLists;
}

export function isTrialStore(trials: Iterable<Trial>): trials is TrialStore {
  return "taken" in trials;
}

export function createTrialStore(): TrialStore {
  const blocks: Block[] = [];
  const kinds: Kind[] = [];
  const kindOf = kindFinder(kinds);
  const decoys: string[] = [];
  const numberOf = numbering(decoys);
  const depths = createDepthLists();
  const shared: Shared = { kinds, decoys, depths };
  function* all(isTaken?: readonly boolean[]): Generator<Trial> {
    for (const block of blocks)
      for (let at = 0; at < block.size; at++)
        if (isTaken === undefined || isTaken[block.kinds[at] as number]) yield trialAt(block, at, shared);
  }
  const store: TrialStore = {
    get length() {
      return blocks.reduce((sum, { size }) => sum + size, 0);
    },
    add: (row, kind = row.kind) => {
      let block = blocks.at(-1);
      if (block === undefined || isFull(block)) {
        block = newBlock(COLUMNS);
        blocks.push(block);
      }
      const at = block.size++;
      const { numbers, goldDepths } = row;
      for (let column = 0; column < KEPT_AT.length; column++)
        put(block, column, at, numbers[KEPT_AT[column] as number] as number);
      const decoy = decoyOf(row);
      if (decoy !== undefined) put(block, DECOY, at, numberOf(decoy));
      put(block, GOLD, at, goldDepths.length > 1 ? depths.add(goldDepths) : (goldDepths[0] ?? Number.NaN));
      block.kinds[at] = kindOf(kind);
    },
    choose: (isChosen) => {
      const isTaken = kinds.map(isChosen);
      if (!isTaken.includes(true)) return [];
      if (!isTaken.includes(false)) return store;
      return { [Symbol.iterator]: () => all(isTaken) };
    },
    [Symbol.iterator]: () => all(),
    scan: (visit) => {
      const row = newRow();
      for (const block of blocks)
        for (let at = 0; at < block.size; at++) {
          const kind = kinds[block.kinds[at] as number] as Kind;
          row.length = numberAt(block, LENGTH, at);
          row.depth = numberAt(block, DEPTH, at);
          row.seed = numberAt(block, SEED, at);
          row.tokens = numberAt(block, TOKENS, at);
          row.recall = numberAt(block, RECALL, at);
          row.promptTokens = numberAt(block, PROMPT_TOKENS, at);
          const gold = numberAt(block, GOLD, at);
          row.goldDepth = kind.actual.goldDepths.length > 1 ? depths.at(gold) : gold;
          row.decoy = kind.score?.decoy === undefined ? undefined : decoys[numberAt(block, DECOY, at)];
          visit(kind, row);
        }
    },
    taken: () => ({ blocks, kinds, decoys, depths: depths.all() }),
    join: (later) => {
      const kindNow = later.kinds.map(kindOf);
      const decoyNow = later.decoys.map(numberOf);
      const moved = depths.add(later.depths);
      const isAsItWas = moved === 0 && isCount(kindNow) && isCount(decoyNow);
      for (const block of later.blocks) {
        blocks.push(block);
        if (isAsItWas) continue; // nothing is written where another thread reads
        for (let at = 0; at < block.size; at++) {
          const kind = later.kinds[block.kinds[at] as number] as Kind;
          block.kinds[at] = kindNow[block.kinds[at] as number] as number;
          if (kind.score?.decoy !== undefined)
            put(block, DECOY, at, decoyNow[numberAt(block, DECOY, at)] as number);
          if (kind.actual.goldDepths.length > 1) put(block, GOLD, at, numberAt(block, GOLD, at) + moved);
        }
      }
    },
  };
  return store;
}

/** 0, 1, 2 and so on. */
function isCount(numbers: readonly number[]): boolean {
  return numbers.every((number, at) => number === at);
}

/** A number for each text, the same for texts that are alike. */
function numbering(texts: string[]): (text: string) => number {
  const known = new Map<string, number>();
  return (text) => {
    const number = known.get(text);
    if (number !== undefined) return number;
    known.set(text, texts.length);
    return texts.push(text) - 1;
  };
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Written out, without spreads: a record has a million trials, and every pass makes each of them. */
function trialAt(block: Block, at: number, shared: Shared): Trial {
  const kind = shared.kinds[block.kinds[at] as number] as Kind;
  const { cell, actual } = kind;
  const number = (column: number): number => numberAt(block, column, at);
  const facts = actual.goldDepths.length;
  const place: Writable<Trial["actual"]> = {
    tokens: number(TOKENS),
    goldDepths: facts === 1 ? [number(GOLD)] : facts === 0 ? [] : shared.depths.slice(number(GOLD), facts),
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
      contextLength: number(LENGTH),
      depth: number(DEPTH),
      seed: number(SEED),
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
  if (kind.score !== undefined) trial.score = scoreAt(kind.score, number, shared.decoys);
  if (kind.generation !== undefined) trial.generation = generationAt(kind.generation.finish, number);
  if (kind.error !== undefined) trial.error = kind.error;
  if (kind.published !== undefined) trial.published = kind.published;
  return trial;
}

const NONE: readonly string[] = [];

function scoreAt(kind: Score, number: (column: number) => number, decoys: readonly string[]): Score {
  const { decoy, firstLine, item, abstained, statedIn, judgedBy } = kind;
  const score: Writable<Score> = { recall: number(RECALL), found: kind.found };
  if (decoy !== undefined) score.decoy = decoys[number(DECOY)] as string;
  if (firstLine !== undefined) score.firstLine = number(FIRST_LINE);
  if (statedIn !== undefined) score.statedIn = number(STATED_IN);
  if (item !== undefined) score.item = item;
  if (abstained !== undefined) score.abstained = abstained;
  if (judgedBy !== undefined) score.judgedBy = judgedBy;
  return score;
}

/** A number that was not reported stays absent. */
function generationAt(finish: Finish, number: (column: number) => number): NonNullable<Trial["generation"]> {
  const generation: Writable<NonNullable<Trial["generation"]>> = { finish };
  const promptTokens = number(PROMPT_TOKENS);
  const cachedTokens = number(CACHED_TOKENS);
  const outputTokens = number(OUTPUT_TOKENS);
  const reasoningTokens = number(REASONING_TOKENS);
  if (!Number.isNaN(promptTokens)) generation.promptTokens = promptTokens;
  if (!Number.isNaN(cachedTokens)) generation.cachedTokens = cachedTokens;
  if (!Number.isNaN(outputTokens)) generation.outputTokens = outputTokens;
  if (!Number.isNaN(reasoningTokens)) generation.reasoningTokens = reasoningTokens;
  return generation;
}
