import type { Trial } from "../record.ts";
import type { Amounts } from "./plan-count.ts";

/** How fast a model answers, as a probe or an earlier record has it. */
export interface Pace {
  /** Prompt tokens a second of one call, those that a cache served left out. */
  readonly prefillTokensPerSecond: number;
  readonly outputTokensPerSecond: number;
  /** Calls at once. */
  readonly concurrency: number;
}

export interface Span {
  readonly low: number;
  readonly high: number;
}

/** Seconds: at least with every shared prefix reused and the shortest answers, at most with neither. */
export function timeOf(amounts: Amounts, pace: Pace): Span {
  const seconds = (prompt: number, output: number): number =>
    (prompt / pace.prefillTokensPerSecond + output / pace.outputTokensPerSecond) / pace.concurrency;
  return {
    low: seconds(amounts.promptTokens - amounts.sharedTokens, amounts.leastAnswerTokens),
    high: seconds(amounts.promptTokens, amounts.answerTokens),
  };
}

/** By model, the pace of the answers of a record; a model whose server reports no times has none. */
export async function recordedPaces(
  trials: AsyncIterable<Trial>,
  concurrencyOf: (model: string) => number,
): Promise<ReadonlyMap<string, Pace>> {
  const sums = new Map<string, Sums>();
  for await (const { model, generation, actual } of trials) {
    if (generation?.totalMs === undefined || generation.totalMs <= 0) continue;
    const sum = sums.get(model) ?? { prompt: 0, output: 0, prefillMs: 0, outputMs: 0 };
    sums.set(model, sum);
    const { totalMs, prefillMs = totalMs } = generation;
    sum.prompt += (generation.promptTokens ?? actual.tokens) - (generation.cachedTokens ?? 0);
    sum.prefillMs += prefillMs;
    if (prefillMs >= totalMs) continue;
    sum.output += generation.outputTokens ?? 0;
    sum.outputMs += totalMs - prefillMs;
  }
  return new Map(
    [...sums].map(([model, sum]) => [
      model,
      {
        prefillTokensPerSecond: (sum.prompt / sum.prefillMs) * 1000,
        // Where only whole times are known, they count as reading.
        outputTokensPerSecond: sum.output > 0 ? (sum.output / sum.outputMs) * 1000 : Number.POSITIVE_INFINITY,
        concurrency: concurrencyOf(model),
      },
    ]),
  );
}

interface Sums {
  prompt: number;
  output: number;
  prefillMs: number;
  outputMs: number;
}
