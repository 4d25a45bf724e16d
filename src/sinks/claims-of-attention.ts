import type { Estimate } from "../findings.ts";
import { signedDecimals } from "../number-words.ts";
import { createRng, type Rng } from "../random.ts";
import type { AttentionSums } from "./attention-sums.ts";
import { type ClaimResult, decideAbove } from "./claim.ts";
import { chanceAt, importanceAt } from "./importance.ts";
import { bareMean, meanOverPrompts } from "./mean-over-prompts.ts";

/** Attention of one model in the prompts of the claims about it; the same texts in each list. */
export interface ClaimAttention {
  readonly model: string;
  /** Invented texts behind the model's own first token. */
  readonly plain: readonly AttentionSums[];
  /** The same with a token drawn at random in its place. */
  readonly randomFirst: readonly AttentionSums[];
  /** One token, said over and over, nothing in front. */
  readonly repeated: readonly AttentionSums[];
}

/** Importance above chance that counts as a sink, in the claim that one must form: a twentieth of all attention. */
const MUST = 0.05;
/** Share of a sink that must be left for its place to be what makes it. */
const MOST_OF_IT = 0.5;
const LEVEL = 0.95;
const DRAWS = 10_000;

export function claimsOfAttention(attention: ClaimAttention, seed: number): readonly ClaimResult[] {
  const rng = createRng(seed).fork("claims").fork(attention.model);
  return [equalScores(attention, rng), positionAlone(attention, rng), ...alibi(attention, rng)];
}

function equalScores({ model, repeated }: ClaimAttention, rng: Rng): ClaimResult {
  const values = repeated.map((sums) => Math.max(...excess(sums)));
  const estimate = mean(values, rng.fork("equal"));
  return {
    claim: "softmax over equal scores is peaked, so a sink must form",
    experiment:
      "one token repeated 64 times, nothing in front: importance of the first above chance, strongest head",
    model,
    estimate,
    verdict: decideAbove(estimate, MUST),
    result: `where all tokens are the same, the strongest head gives the first ${points(estimate)} points above chance; 5 would be a sink.`,
  };
}

function positionAlone({ model, plain, randomFirst }: ClaimAttention, rng: Rng): ClaimResult {
  const head = strongest(plain);
  const own = plain.map((sums) => excess(sums)[head] ?? 0);
  const other = randomFirst.map((sums) => excess(sums)[head] ?? 0);
  const with_ = mean(own, rng.fork("own"));
  const base = {
    claim: "position, not content, makes a sink",
    experiment:
      "another token drawn at random in place of the first: importance in the strongest head, less half of what it was",
    model,
  };
  if (with_.low <= 0)
    return {
      ...base,
      estimate: with_,
      verdict: "undecided here",
      result: `no sink that could stay or go: ${points(with_)} points above chance in the strongest head.`,
    };
  const left = mean(
    other.map((value, i) => value - MOST_OF_IT * (own[i] ?? 0)),
    rng.fork("left"),
  );
  return {
    ...base,
    estimate: left,
    verdict: decideAbove(left, 0),
    result: `${points(with_)} points above chance with its own first token, ${points(mean(other, rng.fork("other")))} with a random one.`,
  };
}

function alibi({ model, plain }: ClaimAttention, rng: Rng): readonly ClaimResult[] {
  const base = {
    claim: "ALiBi removes sinks",
    experiment: "importance of the first token above chance, strongest head of a model with ALiBi",
    model,
  };
  if (!/alibi/i.test(model)) return [];
  const head = strongest(plain);
  const estimate = mean(
    plain.map((sums) => excess(sums)[head] ?? 0),
    rng.fork("alibi"),
  );
  const verdict = estimate.low > 0 ? "does not hold" : estimate.high <= 0 ? "holds" : "undecided here";
  return [
    { ...base, estimate, verdict, result: `${points(estimate)} points above chance in the strongest head.` },
  ];
}

/** Importance of the first token above chance, of every head. */
function excess(sums: AttentionSums): readonly number[] {
  const chance = chanceAt(sums.tokens, 0);
  return importanceAt(sums, 0)
    .flat()
    .map((alpha) => alpha - chance);
}

function strongest(all: readonly AttentionSums[]): number {
  const heads = excess(all[0] as AttentionSums).map((_, head) =>
    all.reduce((sum, one) => sum + (excess(one)[head] ?? 0), 0),
  );
  return heads.indexOf(Math.max(...heads));
}

function mean(values: readonly number[], rng: Rng): Estimate {
  return meanOverPrompts(values, { level: LEVEL, draws: DRAWS, rng }) ?? bareMean(values);
}

export function points({ value, low, high, n }: Estimate): string {
  const one = (share: number): string => signedDecimals(100 * share, 1);
  return `${one(value)} (${one(low)} to ${one(high)}, n = ${n})`;
}
