import type { ObservedCell } from "../stats/regression.ts";
import { documentRows } from "./document-rows.ts";
import type { Tally } from "./tally.ts";

/**
 * What a line is fitted to: mean recall of each scored document in each tally, over what `xOf` reads of the tally; its
 * document is its cluster.
 */
export function observed<X>(cells: readonly Tally[], xOf: (one: Tally) => X): ObservedCell<X>[] {
  const rowOf = documentRows(cells.map(({ units }) => units));
  return cells.flatMap((one) => {
    const { size, places, recall, scored } = one.units;
    const [y, weight, cluster] = [new Float64Array(size), new Int32Array(size), new Int32Array(size)];
    let n = 0;
    for (let i = 0; i < size; i++) {
      const trials = scored[i] as number;
      if (trials === 0) continue;
      y[n] = (recall[i] as number) / trials;
      weight[n] = trials;
      cluster[n++] = rowOf(places[i] as number);
    }
    if (n === 0) return [];
    return {
      ...{ x: xOf(one), y: y.subarray(0, n) },
      ...{ weight: weight.subarray(0, n), cluster: cluster.subarray(0, n) },
    };
  });
}
