import { byDocument } from "./by-document.ts";
import type { Tally } from "./tally.ts";
import { type SpentUsd, usdKey } from "./usd-by-document.ts";

/** What one document's scored answers found, and what they took. */
export interface Spent {
  hits: number;
  tokens: number;
  n: number;
  usd: number;
  /** Answers whose cost in USD is known. */
  priced: number;
}

/** Of these tallies, in order of documents; documents without a scored answer are left out. */
export function spentByDocument(
  cells: readonly Tally[],
  money: ReadonlyMap<string, ReadonlyMap<string, SpentUsd>>,
): Spent[] {
  const documents = new Map<string, Spent>();
  const of = (document: string): Spent => {
    const spent = documents.get(document) ?? { hits: 0, tokens: 0, n: 0, usd: 0, priced: 0 };
    documents.set(document, spent);
    return spent;
  };
  for (const { units } of cells)
    for (const [document, { recall, scored, promptTokens }] of units) {
      const spent = of(document);
      spent.hits += recall;
      spent.tokens += promptTokens;
      spent.n += scored;
    }
  for (const key of new Set(cells.map(({ model, task, length }) => usdKey(model, task, length))))
    for (const [document, { usd, n }] of money.get(key) ?? []) {
      const spent = of(document);
      spent.usd += usd;
      spent.priced += n;
    }
  return [...documents]
    .sort(([a], [b]) => byDocument(a, b))
    .flatMap(([, spent]) => (spent.n === 0 ? [] : spent));
}
