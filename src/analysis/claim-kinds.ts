import type { Row } from "../findings.ts";
import { percent } from "../number-words.ts";
import { type Claim, claimOf } from "./claim-of.ts";
import { endsClaims, equivalenceClaims, middleClaims } from "./middle-claims.ts";
import { shapeClaims } from "./shape-claims.ts";
import { points, tokens } from "./wording.ts";

interface ClaimKind {
  /** The finding whose rows have it. */
  readonly from: string;
  /** Whether it is of no worth where depth decided which trials were scored. */
  readonly ofDepth: boolean;
  readonly claimsIn: (rows: readonly Row[]) => readonly Claim[];
}

/** Every kind of claim that a report's sentences make by a p value; comparisons and experiments have families of their own. */
export const claimKinds: readonly ClaimKind[] = [
  { from: "middle-gap", ofDepth: true, claimsIn: middleClaims },
  { from: "middle-gap", ofDepth: true, claimsIn: endsClaims },
  { from: "middle-gap", ofDepth: true, claimsIn: equivalenceClaims },
  { from: "worst-depth", ofDepth: true, claimsIn: depthClaims },
  { from: "shape", ofDepth: true, claimsIn: shapeClaims },
  { from: "shape", ofDepth: true, claimsIn: bendClaims },
  { from: "length-alone", ofDepth: false, claimsIn: lengthClaims },
  { from: "needle-positions", ofDepth: true, claimsIn: needleClaims },
  { from: "decoys", ofDepth: true, claimsIn: decoyClaims },
  { from: "first-line", ofDepth: false, claimsIn: firstLineClaims },
];

function depthClaims(rows: readonly Row[]): Claim[] {
  return rows.flatMap((row) =>
    claimOf(row, "recall at the worst depth", ({ value }) => [
      `recall depends on depth, the lowest is ${percent(value)} at depth ${row.group.depth}`,
      "recall is not shown to depend on depth",
    ]),
  );
}

function bendClaims(rows: readonly Row[]): Claim[] {
  return named(rows, "logistic depth squared").flatMap((row) =>
    claimOf(row, "logistic bend", ({ value }) => [
      `in a logistic model of all lengths, recall is ${value > 0 ? "lower" : "higher"} in the middle than at the ends`,
      "in a logistic model of all lengths, no bend of recall by depth is shown",
    ]),
  );
}

function lengthClaims(rows: readonly Row[]): Claim[] {
  return rows.flatMap((row) => {
    const place = /^difference (at equal depths|at the ends)$/.exec(row.name)?.[1];
    if (place === undefined) return [];
    const than = tokens(Number(row.group.against));
    return claimOf(row, `difference by length alone, ${place}`, ({ value }) => [
      `recall ${place} is ${points(Math.abs(value))} points ${value < 0 ? "lower" : "higher"} than at ${than}`,
      `recall ${place} is not shown to differ from that at ${than}`,
    ]);
  });
}

function needleClaims(rows: readonly Row[]): Claim[] {
  return named(rows, "needle position").flatMap((row) =>
    claimOf(row, "recall by needle position", () => [
      "which needles are given back depends on where they stand",
      "which needles are given back is not shown to depend on where they stand",
    ]),
  );
}

/** Rows of one depth have no p. */
function decoyClaims(rows: readonly Row[]): Claim[] {
  return named(rows, "decoy given").flatMap((row) =>
    claimOf(row, "decoys by depth", () => [
      "how often a miss names another value of the context depends on depth",
      "how often a miss names another value of the context is not shown to depend on depth",
    ]),
  );
}

function firstLineClaims(rows: readonly Row[]): Claim[] {
  return rows.flatMap((row) =>
    claimOf(row, row.name, ({ value }) => [
      `all of an answer gives ${points(Math.abs(value))} points ${value < 0 ? "less" : "more"} than its first line`,
      "all of an answer is not shown to give another recall than its first line",
    ]),
  );
}

function named(rows: readonly Row[], name: string): readonly Row[] {
  return rows.filter((row) => row.name === name);
}
