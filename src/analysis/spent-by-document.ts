import { documentRows } from "./document-rows.ts";
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
  const rowOf = documentRows(cells.map(({ units }) => units));
  const rows: { readonly place: number; readonly document: string; readonly spent: Spent }[] = [];
  for (const { units } of cells) {
    const { size, places, recall, promptTokens, scored } = units;
    for (let i = 0; i < size; i++) {
      const place = places[i] as number;
      const row = rowOf(place);
      rows[row] ??= { place, document: units.nameOf(place), spent: noneYet() };
      const { spent } = rows[row];
      spent.hits += recall[i] as number;
      spent.tokens += promptTokens[i] as number;
      spent.n += scored[i] as number;
    }
  }
  for (const key of new Set(cells.map(({ model, task, length }) => usdKey(model, task, length)))) {
    const known = money.get(key);
    if (known === undefined) continue;
    for (const { document, spent } of rows) {
      const { usd, n } = known.get(document) ?? { usd: 0, n: 0 };
      spent.usd += usd;
      spent.priced += n;
    }
  }
  return rows.sort((a, b) => a.place - b.place).flatMap(({ spent }) => (spent.n === 0 ? [] : spent));
}

function noneYet(): Spent {
  return { hits: 0, tokens: 0, n: 0, usd: 0, priced: 0 };
}
