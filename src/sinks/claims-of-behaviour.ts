import type { Estimate } from "../findings.ts";
import { createRng } from "../random.ts";
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
  /** Middle gap of each document, whole and with the first four tokens taken out of the cache. */
  readonly gap: readonly number[];
  readonly gapWithoutFirst: readonly number[];
}

/** Nats a token from which text is broken. */
const BROKEN = 0.5;

export function claimsOfBehaviour(behaviour: ClaimBehaviour, seed: number): readonly ClaimResult[] {
  const { model } = behaviour;
  const rng = createRng(seed).fork("claims").fork(model);
  const paired = (a: readonly number[], b: readonly number[], label: string): Estimate => {
    const values = a.map((value, i) => value - (b[i] ?? Number.NaN));
    return meanOverPrompts(values, { level: 0.95, draws: 10_000, rng: rng.fork(label) }) ?? bareMean(values);
  };
  // Of documents that all came out alike no draw differs: what n of them cannot rule out is 3 / n (Hanley & Lippman-Hand 1983).
  const ofShares = (a: readonly number[], b: readonly number[], label: string): Estimate => {
    const found = paired(a, b, label);
    if (found.low < found.high) return found;
    const reach = 3 / found.n;
    return {
      ...found,
      low: found.value - reach,
      high: found.value + reach,
      method: "all alike: rule of three",
    };
  };
  const gain = paired(behaviour.loss, behaviour.lossBehindPlaceholder, "placeholder");
  const cut = paired(behaviour.lossInWindow, behaviour.lossWithSinks, "window");
  const before = ofShares(behaviour.askedBefore, behaviour.askedAfter, "front");
  const gap = ofShares(behaviour.gap, behaviour.gapWithoutFirst, "gap");
  const whole = ofShares(
    behaviour.gap,
    behaviour.gap.map(() => 0),
    "whole gap",
  );
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
    {
      claim: "sinks cause lost-in-the-middle",
      experiment:
        "the first four tokens taken out of the cache, every fact kept: middle gap with them, less the gap without",
      model,
      estimate: gap,
      verdict: whole.low <= 0 ? "undecided here" : decideAbove(gap, 0),
      result:
        whole.low <= 0
          ? `no middle gap that a sink could cause: ${points(whole)} points with the whole cache.`
          : `middle gap ${points(whole)} points; less the gap without the first four tokens: ${points(gap)} points.`,
    },
  ];
}

function nats({ value, low, high, n }: Estimate): string {
  const two = (number: number): string => number.toFixed(3).replace("-", "\u2212");
  return `${two(value)} (${two(low)} to ${two(high)}, n = ${n})`;
}
