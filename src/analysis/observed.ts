import { documentRows } from "./document-rows.ts";
import type { Tally } from "./tally.ts";

/** The scored trials of one document in one tally. */
export interface Observed<X> {
  /** Of the tally: one and the same for all of its documents. */
  readonly x: X;
  /** Mean recall of `weight` trials. */
  readonly y: number;
  readonly weight: number;
  /** Its document, from 0. */
  readonly cluster: number;
}

/** What a line is fitted to: recall of each document in each tally, over what `xOf` reads of the tally. */
export function observed<X>(cells: readonly Tally[], xOf: (one: Tally) => X): Observed<X>[] {
  const rowOf = documentRows(cells.map(({ units }) => units));
  const found: Observed<X>[] = [];
  for (const one of cells) {
    const x = xOf(one);
    const { size, places, recall, scored } = one.units;
    for (let i = 0; i < size; i++) {
      const weight = scored[i] as number;
      if (weight === 0) continue;
      const y = (recall[i] as number) / weight;
      found.push({ x, y, weight, cluster: rowOf(places[i] as number) });
    }
  }
  return found;
}
