import type { Finding } from "../findings.ts";
import type { AlikeOrder } from "./alike-orders.ts";

/** Which orders came to the same prompts, so that one of them was asked for all. */
export function alikeFinding(alike: readonly AlikeOrder[]): Finding {
  return {
    name: "chunk-orders-alike",
    question: "Which orders come to the same prompts?",
    rows: alike.map(({ order, as }) => ({
      group: { order },
      name: "same as",
      unscored: 0,
      verdict: as,
      sentence: `${order} makes the same prompts as ${as}, which was asked for both.`,
    })),
    cautions: [],
  };
}
