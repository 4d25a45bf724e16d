import type { Estimate, Finding, Row } from "../findings.ts";
import { holm } from "../stats/holm.ts";
import { alphaOf } from "./verdict.ts";
import { chance, percent, points, tokens } from "./wording.ts";

/** What the finding of all claims is called, and what it asks. */
export const CLAIMS = {
  name: "claims",
  question: "Which claims of this report stand when all of them are counted?",
} as const;

/** A claim that a report makes about one (model, task, length), whatever came out. */
interface Claim {
  readonly group: Row["group"];
  readonly name: string;
  readonly p: number;
  readonly estimate: Estimate;
  readonly unscored: number;
  /** What is shown where the p is small, and what is not where it is not. */
  readonly shown: string;
  readonly notShown: string;
}

/**
 * The family of claims of one report, adjusted together by Holm: per (model, task, length), that recall in the middle
 * differs from both ends the same way (the larger p of primacy and recency, as already adjusted over the two) and
 * that recall depends on depth at all (worst depth); per (model, task, longer length), that length alone matters at
 * equal depths. They are fixed beforehand and not picked by their result. Every p is taken from its own finding, so
 * that a reader of many rows knows which of them still stand; a claim that a sequential run made keeps its own error
 * and is left out.
 */
export function claimsOf(findings: readonly Finding[], level: number): Finding {
  const rowsOf = (name: string): readonly Row[] =>
    findings.find((finding) => finding.name === name)?.rows ?? [];
  const claims = [
    ...middleClaims(rowsOf("middle-gap")),
    ...depthClaims(rowsOf("worst-depth")),
    ...lengthClaims(rowsOf("length-alone")),
  ];
  const lossy = new Set(
    rowsOf("unscored").flatMap(({ verdict, group }) =>
      verdict === "depends on depth" ? [seriesKey(group)] : [],
    ),
  );
  const adjusted = holm(claims.map(({ p }) => p));
  const family = claims.length;
  const after = family === 1 ? "" : ` after Holm over ${family} claims`;
  return {
    ...CLAIMS,
    rows: claims.map(({ group, name, estimate, unscored, shown, notShown }, i): Row => {
      const p = adjusted[i] ?? 1;
      const stands = p <= alphaOf({ level });
      const doubted = name !== "difference by length alone" && lossy.has(seriesKey(group));
      return {
        group,
        name,
        estimate: {
          ...estimate,
          p,
          method: `${estimate.method}; p: Holm over ${family} claims of the report`,
        },
        unscored,
        verdict: stands ? (doubted ? "not to be trusted" : "stands") : "not shown",
        sentence: `${stands ? shown : notShown} (${chance(p)}${after}).${doubted ? " Which trials were scored depends on depth: it is not to be trusted." : ""}`,
      };
    }),
    cautions: [],
  };
}

function middleClaims(rows: readonly Row[]): Claim[] {
  const groups = new Map<string, Partial<Record<string, Row>>>();
  for (const row of rows) {
    const key = JSON.stringify([row.group.model, row.group.task, row.group.length]);
    groups.set(key, { ...groups.get(key), [row.name]: row });
  }
  return [...groups.values()].flatMap((group) => {
    const { primacy, recency, "middle gap": gap } = group;
    const [a, b] = [primacy?.estimate, recency?.estimate];
    if (gap?.estimate === undefined || a?.p === undefined || b?.p === undefined) return [];
    const sameWay = a.value * b.value > 0;
    const at = where(gap);
    return [
      {
        group: gap.group,
        name: "middle gap",
        p: sameWay ? Math.max(a.p, b.p) : 1,
        estimate: gap.estimate,
        unscored: gap.unscored,
        shown: `${at}: the middle is ${a.value > 0 ? "below" : "above"} both ends, a gap of ${points(gap.estimate.value)} points`,
        notShown: `${at}: the middle is not shown to be below both ends, nor above both`,
      },
    ];
  });
}

function depthClaims(rows: readonly Row[]): Claim[] {
  return rows.flatMap((row) => {
    const { estimate } = row;
    if (estimate?.p === undefined) return [];
    const at = where(row);
    return [
      {
        group: row.group,
        name: "recall at the worst depth",
        p: estimate.p,
        estimate,
        unscored: row.unscored,
        shown: `${at}: recall depends on depth, the lowest is ${percent(estimate.value)} at depth ${row.group.depth}`,
        notShown: `${at}: recall is not shown to depend on depth`,
      },
    ];
  });
}

function lengthClaims(rows: readonly Row[]): Claim[] {
  const named = rows.filter(({ name }) => name === "difference at equal depths");
  return named.flatMap((row) => {
    const { estimate } = row;
    if (estimate?.p === undefined) return [];
    const at = where(row);
    const than = tokens(Number(row.group.against));
    return [
      {
        group: row.group,
        name: "difference by length alone",
        p: estimate.p,
        estimate,
        unscored: row.unscored,
        shown: `${at}: recall at equal depths is ${points(Math.abs(estimate.value))} points ${estimate.value < 0 ? "lower" : "higher"} than at ${than}`,
        notShown: `${at}: recall at equal depths is not shown to differ from that at ${than}`,
      },
    ];
  });
}

function where({ group }: Row): string {
  return `${group.task}, ${tokens(Number(group.length))}`;
}

function seriesKey({ model, task }: Row["group"]): string {
  return `${model}\0${task}`;
}
