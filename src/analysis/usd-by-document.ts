import type { AnswerPrices } from "../findings.ts";
import type { Trial } from "../record.ts";

/** What the scored answers of one document cost, as far as that is known. */
export interface SpentUsd {
  usd: number;
  /** Answers whose cost is known. */
  n: number;
}

/** Of the context arm, by `usdKey` and document; empty where no price is known, and then nothing is read. */
export function usdByDocument(
  trials: Iterable<Trial>,
  prices: AnswerPrices | undefined,
): ReadonlyMap<string, ReadonlyMap<string, SpentUsd>> {
  const found = new Map<string, Map<string, SpentUsd>>();
  if (prices === undefined) return found;
  for (const trial of trials) {
    const { status, score, cell } = trial;
    if ((cell.factors.arm ?? "context") !== "context" || status !== "scored" || score === undefined) continue;
    const usd = prices.usd(trial);
    if (usd === undefined) continue;
    const key = usdKey(trial.model, trial.task, cell.contextLength);
    const documents = found.get(key) ?? new Map<string, SpentUsd>();
    found.set(key, documents);
    const name = `${trial.haystack}#${cell.seed}`;
    const spent = documents.get(name) ?? { usd: 0, n: 0 };
    documents.set(name, spent);
    spent.usd += usd;
    spent.n++;
  }
  return found;
}

export function usdKey(model: string, task: string, length: number): string {
  return `${model}\0${task}\0${length}`;
}
