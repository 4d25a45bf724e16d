import type { Estimate, Finding, Row } from "../findings.ts";
import { grouped, percent } from "../number-words.ts";
import { shareInWords } from "./wording.ts";

/** A row of a recall finding, with its group read. */
export interface RecallCell {
  readonly row: Row;
  /** Tokens asked; undefined where the row is about all lengths. */
  readonly length: number | undefined;
  /** Realised depth where it was measured, else the asked one. */
  readonly depth: number;
  readonly askedDepth: number;
  /** Absent where no trial was scored. */
  readonly estimate: Estimate | undefined;
  readonly unscored: number;
}

/** The recall rows of a finding. */
export function recallCells(finding: Finding | undefined): readonly RecallCell[] {
  return (finding?.rows ?? []).flatMap((row) => {
    const { length, depth, realisedDepth } = row.group;
    if (row.name !== "recall" || typeof depth !== "number") return [];
    return {
      row,
      length: typeof length === "number" ? length : undefined,
      depth: typeof realisedDepth === "number" ? realisedDepth : depth,
      askedDepth: depth,
      estimate: row.estimate !== undefined && row.estimate.n > 0 ? row.estimate : undefined,
      unscored: row.unscored,
    };
  });
}

/** "MODEL, length 1,024, depth 50 %: recall 12 % (5 of 40, 95 % interval 5 % to 26 %), 0 unscored". */
export function cellInWords(cell: RecallCell, series: string): string {
  const asked =
    percent(cell.depth) === percent(cell.askedDepth) ? "" : ` (asked ${percent(cell.askedDepth)})`;
  const length = cell.length === undefined ? "all lengths" : `length ${grouped(cell.length)}`;
  const recall = cell.estimate === undefined ? "no scored trial" : `recall ${shareInWords(cell.estimate)}`;
  return `${series}, ${length}, depth ${percent(cell.depth)}${asked}: ${recall}, ${grouped(cell.unscored)} unscored`;
}
