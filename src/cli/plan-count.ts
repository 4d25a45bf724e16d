import { MidspanError } from "../errors.ts";
import { countDocuments, families } from "../run/plan.ts";
import { type Charge, cacheHit, costOf } from "../run/price.ts";
import { thinkingTokens } from "../run/spend.ts";
import { type Family, kitOf, type Sweep } from "../run/sweep.ts";
import { studentQuantile } from "../stats/student-quantile.ts";
import type { Model, Sample } from "../types.ts";

/** What a part of a plan asks for. */
export interface Amounts {
  readonly prompts: number;
  /** Of a published set: rows too long for the length, which a run skips. Not among the prompts. */
  readonly skipped: number;
  readonly promptTokens: number;
  /** Of these, how many stand at the start of the prompt that goes out before, by characters. */
  readonly sharedTokens: number;
  /** At most, thoughts included; answers usually end earlier. */
  readonly answerTokens: number;
  /** The shortest right answers. */
  readonly leastAnswerTokens: number;
  /** USD with every shared prefix found in the provider's cache and the shortest answers; 0 where no price is known. */
  readonly leastCost: number;
  /** USD with nothing cached and every answer as long as it may be. */
  readonly mostCost: number;
}

interface PlanLine extends Amounts {
  readonly task: string;
  readonly length: number;
}

export interface PlanCount {
  readonly lines: readonly PlanLine[];
  readonly total: Amounts;
  /** Documents that were built, of those planned; fewer = every figure but `prompts` is extrapolated. */
  readonly documents: number;
  /** Half-width of the 95 % interval of `total.promptTokens`; 0 where every document was built. */
  readonly promptTokensError: number;
}

export interface CountOptions {
  readonly charge: Charge;
  /** Prompts to build at most; above it a sample of documents stands for all. Infinity = build every one. */
  readonly most: number;
  /** Whether prompts go out so that caches can serve what they share. */
  readonly shared: boolean;
}

/** Fewer documents say too little about their spread. */
const FEWEST_DOCUMENTS = 8;

const NOTHING: Amounts = {
  prompts: 0,
  skipped: 0,
  promptTokens: 0,
  sharedTokens: 0,
  answerTokens: 0,
  leastAnswerTokens: 0,
  leastCost: 0,
  mostCost: 0,
};
const FIELDS = Object.keys(NOTHING) as readonly (keyof Amounts)[];

/** Builds one model's prompts, one document in memory at a time, and counts them; asks nothing of the model. */
export function countPlan(sweep: Sweep, model: Model, options: CountOptions): PlanCount {
  const trials = countDocuments(sweep, sweep.trials);
  const { index, of } = sweep.shard ?? { index: 1, of: 1 };
  const perDocument = [...families(sweep, model, [0])].reduce((n, family) => n + family.trials.length, 0);
  const documents =
    perDocument * trials <= options.most
      ? trials
      : Math.min(trials, Math.max(FEWEST_DOCUMENTS, Math.floor(options.most / perDocument)));
  const cells = new Map<string, PlanLine>();
  const perTotal: number[] = [];
  for (let i = 0; i < documents; i++) {
    const document = index - 1 + of * Math.floor((i * trials) / documents);
    let promptTokens = 0;
    for (const family of families(sweep, model, [document]))
      for (const [length, amounts] of countFamily(sweep, model, family, options)) {
        const key = `${family.task.name} ${length}`;
        cells.set(key, { task: family.task.name, length, ...added(cells.get(key) ?? NOTHING, amounts) });
        promptTokens += amounts.promptTokens;
      }
    perTotal.push(promptTokens);
  }
  const lines = [...cells.values()].map((line) => ({ ...line, ...scaled(line, trials / documents) }));
  return {
    lines,
    total: lines.reduce<Amounts>(added, NOTHING),
    documents,
    promptTokensError: errorOfTotal(perTotal, trials),
  };
}

function* countFamily(
  sweep: Sweep,
  model: Model,
  { task, trials }: Family,
  { charge, shared }: CountOptions,
): Generator<readonly [length: number, amounts: Amounts]> {
  const kit = kitOf(sweep, model);
  let before = "";
  for (const { cell } of trials) {
    const sample = buildIfFits(() => task.build(cell, kit));
    if (sample === undefined) {
      yield [cell.contextLength, { ...NOTHING, skipped: 1 }];
      continue;
    }
    const text = sample.messages.map(({ content }) => content).join("\n");
    const sharedTokens = shared
      ? Math.floor((sample.promptTokens * commonStart(before, text)) / text.length)
      : 0;
    before = text;
    const { promptTokens } = sample;
    const answerTokens = (sweep.generation.maxOutputTokens ?? sample.answerBudget) + thinkingTokens(model);
    const leastAnswerTokens = Math.min(answerTokens, shortestAnswer(sample, model));
    yield [
      cell.contextLength,
      {
        prompts: 1,
        skipped: 0,
        promptTokens,
        sharedTokens,
        answerTokens,
        leastAnswerTokens,
        ...costs(charge, promptTokens, sharedTokens, answerTokens, leastAnswerTokens),
      },
    ];
  }
}

/** The sweep is checked: what does not fit now is a row of a published set that is longer than the others. */
function buildIfFits(build: () => Sample): Sample | undefined {
  try {
    return build();
  } catch (error) {
    if (error instanceof MidspanError && error.code === "does-not-fit") return undefined;
    throw error;
  }
}

function costs(charge: Charge, promptTokens: number, shared: number, most: number, least: number) {
  if (charge.kind !== "priced") return { leastCost: 0, mostCost: 0 };
  const { price } = charge;
  const cachedTokens = price.cache === undefined ? 0 : cacheHit(price.cache, shared);
  return {
    leastCost: costOf(price, { promptTokens, cachedTokens, outputTokens: least }),
    mostCost: costOf(price, { promptTokens, outputTokens: most }),
  };
}

function shortestAnswer({ needles }: Sample, { tokenizer }: Model): number {
  return needles.reduce(
    (sum, { answers }) => sum + Math.min(...answers.map((answer) => tokenizer.count(answer))),
    0,
  );
}

/** Characters. */
function commonStart(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let same = 0;
  while (same < most && a.charCodeAt(same) === b.charCodeAt(same)) same++;
  return same;
}

function added(a: Amounts, b: Amounts): Amounts {
  return Object.fromEntries(FIELDS.map((field) => [field, a[field] + b[field]])) as unknown as Amounts;
}

/** Tokens and prompts stay whole. */
function scaled(amounts: Amounts, factor: number): Amounts {
  const scale = (field: keyof Amounts): number =>
    field.endsWith("Cost") ? amounts[field] * factor : Math.round(amounts[field] * factor);
  return Object.fromEntries(FIELDS.map((field) => [field, scale(field)])) as unknown as Amounts;
}

/**
 * Half-width of the 95 % interval of a total of `all` documents, of which these are a sample without replacement
 * (Cochran 1977, Sampling Techniques, section 2.8).
 */
function errorOfTotal(sample: readonly number[], all: number): number {
  const n = sample.length;
  if (n >= all || n < 2) return 0;
  const mean = sample.reduce((sum, value) => sum + value, 0) / n;
  const variance = sample.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (n - 1);
  return Math.ceil(studentQuantile(0.975, n - 1) * all * Math.sqrt((variance / n) * (1 - n / all)));
}
