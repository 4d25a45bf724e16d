import type { Chart, Finding } from "../findings.ts";
import type { ChartStyle } from "./style.ts";

/** Draws one kind of picture. Pure: equal findings and style give an equal specification. */
export interface ChartMaker {
  readonly name: string;
  readonly title: string;
  /** Name of the finding that it draws; other findings may add to it. */
  readonly needs: string;
  /** `undefined` where the finding is absent or has no row to draw. */
  make(findings: readonly Finding[], style: ChartStyle): Chart | undefined;
}
