import type { Trial } from "../record.ts";
import { usageCost } from "../run/price.ts";
import type { Charges } from "./charges.ts";

/** What the trials of each model have cost in this process. */
export interface CostSoFar {
  add(trial: Trial): void;
  /** USD; `undefined` where a model has no price. */
  of(model: string): number | undefined;
}

export function createCostSoFar(charges: Charges): CostSoFar {
  const sums = new Map<string, number>();
  return {
    add: ({ model, generation, actual, output = "" }) => {
      const charge = charges.get(model);
      if (charge?.kind !== "priced" || generation === undefined) return;
      const cost = usageCost(charge.price, generation, actual.tokens, output.length);
      sums.set(model, (sums.get(model) ?? 0) + cost);
    },
    of: (model) => (charges.get(model)?.kind === "priced" ? (sums.get(model) ?? 0) : undefined),
  };
}
