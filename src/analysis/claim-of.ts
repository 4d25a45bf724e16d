import type { Estimate, Row } from "../findings.ts";
import { tokens } from "./wording.ts";

/** A claim that a report makes about one group, whatever came out. */
export interface Claim {
  readonly group: Row["group"];
  readonly name: string;
  /** As its finding has it. */
  readonly p: number;
  readonly estimate: Estimate;
  readonly unit?: string | undefined;
  readonly unscored: number;
  /** What is shown where the p is small, and what is not where it is not. */
  readonly shown: string;
  readonly notShown: string;
}

/** One claim of a row by its own p; none where it has none. */
export function claimOf(
  row: Row,
  name: string,
  words: (estimate: Estimate) => readonly [shown: string, notShown: string],
): Claim[] {
  const { group, estimate, unit, unscored } = row;
  if (estimate?.p === undefined) return [];
  const [shown, notShown] = words(estimate).map((text) => `${where(row)}: ${text}`);
  return [
    { group, name, p: estimate.p, estimate, unit, unscored, shown: shown ?? "", notShown: notShown ?? "" },
  ];
}

function where({ group: { task, length } }: Row): string {
  return length === undefined ? `${task}` : `${task}, ${tokens(Number(length))}`;
}
