import type { Estimate } from "../findings.ts";
import { signedDecimals } from "../number-words.ts";
import { createRng, type Rng } from "../random.ts";
import { type ClaimResult, decideAbove } from "./claim.ts";
import { points } from "./claims-of-attention.ts";
import { bareMean, meanOverPrompts } from "./mean-over-prompts.ts";

/** What one model did in the experiments of the claims about behaviour; numbers of one list and place are paired. */
export interface ClaimBehaviour {
  readonly model: string;
  /** Mean loss of each text in nats: as it is, and behind four line breaks at position 0. */
  readonly loss: readonly number[];
  readonly lossBehindPlaceholder: readonly number[];
  /** Mean loss behind the budget of each stream: in a window, and in as many tokens with four sinks among them. */
  readonly lossInWindow: readonly number[];
  readonly lossWithSinks: readonly number[];
  /** Recall of each document with the question before the text, and behind it. */
  readonly askedBefore: readonly number[];
  readonly askedAfter: readonly number[];
  /** Middle gap of each document with the whole cache. */
  readonly ownGap: readonly number[];
  /** A cache that makes a gap by keeping both ends only; undefined where the model has one of its own. */
  readonly cutFrom: string | undefined;
  /** Middle gap of each document in that cache, and with the first four tokens taken out of it. */
  readonly gap: readonly number[];
  readonly gapWithoutFirst: readonly number[];
}

/** Whether documents show a middle gap: recall at the edges above that of the middle, the whole interval. */
export function hasGap(gaps: readonly number[], seed: number): boolean {
  return shareOf(gaps, createRng(seed).fork("claims").fork("own gap")).low > 0;
}

/** Share of a gap that must go for the sink to be what makes it. */
const MOST_OF_IT = 0.5;

/** Nats a token from which text is broken. */
const BROKEN = 0.5;

export function claimsOfBehaviour(behaviour: ClaimBehaviour, seed: number): readonly ClaimResult[] {
  const { model } = behaviour;
  const rng = createRng(seed).fork("claims").fork(model);
  const paired = (a: readonly number[], b: readonly number[], label: string): Estimate =>
    meanOf(minus(a, b), rng.fork(label));
  const gain = paired(behaviour.loss, behaviour.lossBehindPlaceholder, "placeholder");
  const cut = paired(behaviour.lossInWindow, behaviour.lossWithSinks, "window");
  const before = shareOf(minus(behaviour.askedBefore, behaviour.askedAfter), rng.fork("front"));
  return [
    {
      claim: "a placeholder helps",
      experiment: "four line breaks in front of a text: loss without them less loss with them",
      model,
      estimate: gain,
      unit: "nats",
      verdict: decideAbove(gain, 0),
      result: `loss without less loss with: ${nats(gain)} nats a token. For recall: midspan sinks placeholder.`,
    },
    {
      claim: "dropping the first tokens breaks generation",
      experiment:
        "a stream in a window, and in a cache as large that keeps the first four tokens: loss behind the budget, difference",
      model,
      estimate: cut,
      unit: "nats",
      verdict: decideAbove(cut, BROKEN),
      result: `loss in the window less loss with sinks: ${nats(cut)} nats a token; 0.5 would count as broken.`,
    },
    {
      claim: "front-load the instruction",
      experiment: "the question before the text, and behind it: recall, difference",
      model,
      estimate: before,
      verdict: decideAbove(before, 0),
      result: `recall with the question in front less recall with it behind: ${points(before)} points. For instructions: midspan sinks instruction.`,
    },
    lostInTheMiddle(behaviour, rng),
  ];
}

function lostInTheMiddle(
  { model, ownGap, cutFrom, gap, gapWithoutFirst }: ClaimBehaviour,
  rng: Rng,
): ClaimResult {
  const base = {
    claim: "sinks cause lost-in-the-middle",
    experiment:
      "the first four tokens taken out of the cache, every fact kept: half of the middle gap less the gap that is left. Where the model has no gap of its own, a cache that keeps both ends only makes one, and the four are taken out of that",
    model,
  };
  const own = shareOf(ownGap, rng.fork("whole gap"));
  const whole = shareOf(gap, rng.fork("gap"));
  const left = shareOf(gapWithoutFirst, rng.fork("gap left"));
  // Above 0 where more than half of the gap goes with the sink.
  const most = gap.map((value) => (1 - MOST_OF_IT) * value);
  const taken = shareOf(minus(most, gapWithoutFirst), rng.fork("taken"));
  const before =
    cutFrom === undefined ? "" : `no gap of its own: ${points(own)} points with the whole cache. `;
  const where = cutFrom ?? "the whole cache";
  if (whole.low <= 0)
    return {
      ...base,
      estimate: whole,
      verdict: "undecided here",
      result: `${before}No middle gap that a sink could cause in ${where}: ${points(whole)} points.`,
    };
  const whose =
    cutFrom === undefined ? "" : ` This gap is the cache's: one that a model learned may have another cause.`;
  return {
    ...base,
    estimate: taken,
    verdict: decideAbove(taken, 0),
    result: `${before}Middle gap in ${where}: ${points(whole)} points; without the first four tokens: ${points(left)} points.${whose}`,
  };
}

/** Of documents in one order. */
function minus(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((value, i) => value - (b[i] ?? Number.NaN));
}

function meanOf(values: readonly number[], rng: Rng): Estimate {
  return meanOverPrompts(values, { level: 0.95, draws: 10_000, rng }) ?? bareMean(values);
}

/**
 * Of documents that all came out alike no draw differs: what n of them cannot rule out is 3 / n (Hanley &
 * Lippman-Hand 1983), within what a difference of shares can be.
 */
function shareOf(values: readonly number[], rng: Rng): Estimate {
  const found = meanOf(values, rng);
  if (found.low < found.high) return found;
  const reach = 3 / found.n;
  return {
    ...found,
    low: Math.max(-1, found.value - reach),
    high: Math.min(1, found.value + reach),
    method: "all alike: rule of three",
  };
}

function nats({ value, low, high, n }: Estimate): string {
  const two = (number: number): string => signedDecimals(number, 3);
  return `${two(value)} (${two(low)} to ${two(high)}, n = ${n})`;
}
