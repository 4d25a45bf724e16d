import type { Estimate } from "../findings.ts";
import type { Spoken } from "./verdict-row.ts";
import type { Zone } from "./zones.ts";

/** A number of the middle-gap finding, and the zones whose unscored trials stand beside it. */
export interface NumberRow {
  readonly name: string;
  readonly zones: readonly Zone[];
  readonly estimate: Estimate | undefined;
}

/** What is said of one (model, task, length). */
export interface GroupRows {
  readonly numbers: readonly NumberRow[];
  /** Recall over all depths. */
  readonly overall: Estimate | undefined;
  readonly spoken: Spoken;
}

/** Rows that a run of a fixed n has beside those. */
export const ENDS = "start minus end (difference)";
export const EQUIVALENCE = "equivalence of ends and middle (difference)";

type Estimates = Readonly<Record<"edge" | "middle" | "gap" | "primacy" | "recency", Estimate | undefined>>;

export function numberRows({ edge, middle, gap, primacy, recency }: Estimates): NumberRow[] {
  return [
    { name: "edge recall", zones: ["first", "last"], estimate: edge },
    { name: "middle recall", zones: ["middle"], estimate: middle },
    { name: "middle gap", zones: ["first", "middle", "last"], estimate: gap },
    { name: "primacy", zones: ["first", "middle"], estimate: primacy },
    { name: "recency", zones: ["middle", "last"], estimate: recency },
  ];
}
