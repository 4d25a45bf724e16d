import { isEquivalent } from "../stats/equivalence.ts";
import { holm } from "../stats/holm.ts";
import type { Interval } from "../stats/interval.ts";
import { mcnemar } from "../stats/mcnemar.ts";
import { newcombe } from "../stats/newcombe.ts";
import { wilson } from "../stats/wilson.ts";

/** What one order came to: right or wrong for each question, the same questions in the same sequence for all. */
export interface OrderResult {
  readonly order: string;
  readonly hits: readonly boolean[];
}

/** An order beside the first, which is the retriever's own ranking. */
export interface OrderComparison {
  readonly order: string;
  /** 0..1, with its 95 % Wilson interval. */
  readonly accuracy: number;
  readonly interval: Interval;
  /** Accuracy minus that of the first order, with its interval; the first itself: 0. */
  readonly gain: number;
  readonly gainInterval: Interval;
  /** Exact McNemar, Holm over the orders beside the first. */
  readonly p: number;
  readonly verdict: "better" | "worse" | "equivalent" | "not shown to differ" | "compared with";
}

/** Which order is to be used, and every order beside the first. */
export interface Recommendation {
  /** What to use. Where nothing is shown to be better, the first order: it costs nothing. */
  readonly order: string;
  /**
   * `better`: an order is; `first`: some are worse, none is better; `equivalent`: all are within the margin of the
   * first; `undecided`: too few questions to say either.
   */
  readonly verdict: "better" | "first" | "equivalent" | "undecided";
  readonly orders: readonly OrderComparison[];
  readonly questions: number;
  readonly margin: number;
}

/** Level and margin of a recommendation. */
export interface RecommendOptions {
  /** Chance of recommending an order that is no better than the first, over all orders; default 0.05. */
  readonly alpha?: number;
  /** Difference within which accuracies count as equal; default 0.03. */
  readonly margin?: number;
}

/**
 * Which order to use, from paired results: each order against the first by the exact McNemar test, Holm over all, and
 * the best of those that are shown to be better. Equivalence by two one-sided tests (Schuirmann 1987): the
 * 1 - 2 alpha interval within the margin. Throws `RangeError` where results are not paired.
 *
 * @example
 * ```ts
 * const { order, verdict } = recommendOrder([
 *   { order: "rank", hits: [true, false, true] },
 *   { order: "reverse", hits: [true, true, true] },
 * ]);
 * ```
 */
export function recommendOrder(
  results: readonly OrderResult[],
  { alpha = 0.05, margin = 0.03 }: RecommendOptions = {},
): Recommendation {
  const [first, ...others] = results;
  if (first === undefined || first.hits.length === 0)
    throw new RangeError("recommendOrder(results); one order and one question or more");
  const n = first.hits.length;
  const unpaired = others.find(({ hits }) => hits.length !== n);
  if (unpaired !== undefined)
    throw new RangeError(
      `recommendOrder(results); as many questions as the first, ${n}: ${unpaired.hits.length}`,
    );
  const counts = others.map(({ hits }) => discordance(hits, first.hits));
  const adjusted = holm(counts.map(({ gains, losses }) => mcnemar(gains, losses)));
  const orders = [
    comparisonOf(first, { gains: 0, losses: 0 }, 1, { alpha, margin, isFirst: true }),
    ...others.map((one, i) =>
      comparisonOf(one, counts[i] as Discordance, adjusted[i] ?? 1, { alpha, margin, isFirst: false }),
    ),
  ];
  const better = orders.filter(({ verdict }) => verdict === "better");
  const best = better.reduce<OrderComparison | undefined>(
    (top, one) => (top === undefined || one.gain > top.gain ? one : top),
    undefined,
  );
  const rest = orders.slice(1);
  const verdict =
    best !== undefined
      ? "better"
      : rest.every((one) => one.verdict === "equivalent")
        ? "equivalent"
        : rest.some((one) => one.verdict === "worse")
          ? "first"
          : "undecided";
  return { order: best?.order ?? first.order, verdict, orders, questions: n, margin };
}

interface Discordance {
  readonly gains: number;
  readonly losses: number;
}

function discordance(hits: readonly boolean[], first: readonly boolean[]): Discordance {
  let [gains, losses] = [0, 0];
  hits.forEach((hit, i) => {
    if (hit && !first[i]) gains++;
    else if (!hit && first[i]) losses++;
  });
  return { gains, losses };
}

function comparisonOf(
  { order, hits }: OrderResult,
  { gains, losses }: Discordance,
  p: number,
  { alpha, margin, isFirst }: { readonly alpha: number; readonly margin: number; readonly isFirst: boolean },
): OrderComparison {
  const n = hits.length;
  const right = hits.filter(Boolean).length;
  const gain = (gains - losses) / n;
  const gainInterval = newcombe(gains / n, losses / n, n, 1 - alpha);
  const close = isEquivalent(newcombe(gains / n, losses / n, n, 1 - 2 * alpha), margin);
  const shown = p <= alpha && gain !== 0;
  const verdict = shown ? (gain > 0 ? "better" : "worse") : close ? "equivalent" : "not shown to differ";
  return {
    order,
    accuracy: right / n,
    interval: wilson(right, n, 1 - alpha),
    gain,
    gainInterval: isFirst ? { low: 0, high: 0 } : gainInterval,
    p,
    verdict: isFirst ? "compared with" : verdict,
  };
}
