import type { AnalysisOptions, Finding, Row } from "../findings.ts";
import { chance, grouped } from "../number-words.ts";
import { holm } from "../stats/holm.ts";
import { claimKinds } from "./claim-kinds.ts";
import type { Claim } from "./claim-of.ts";
import { DEPENDS } from "./unscored.ts";
import { alphaOf } from "./verdict.ts";

/** What the finding of all claims is called, and what it asks. */
export const CLAIMS = {
  name: "claims",
  question: "Which claims of this report stand when all of them are counted?",
} as const;

/**
 * The family of claims of one report (`claimKinds` says which), adjusted together by Holm. They are fixed beforehand
 * and not picked by their result. Every p is taken from its own finding, so that a reader of many rows knows which of
 * them still stand; a claim that a sequential run made keeps its own error and is left out. That depth decided what
 * was scored is no claim but a reason to distrust some, and is not adjusted: that would make it easier to overlook.
 */
export function claimsOf(
  findings: readonly Finding[],
  options: Pick<AnalysisOptions, "level" | "bootstrapDraws">,
): Finding {
  const rowsOf = (name: string): readonly Row[] =>
    findings.find((finding) => finding.name === name)?.rows ?? [];
  const claims = claimKinds.flatMap(({ from, claimsIn, ofDepth }) =>
    claimsIn(rowsOf(from)).map((claim) => ({ ...claim, ofDepth })),
  );
  // A length's key, and the key of all lengths where any is meant.
  const lossy = new Set(
    rowsOf("unscored").flatMap(({ verdict, group }) => (verdict === DEPENDS ? [curveKey(group)] : [])),
  );
  const ps = claims.map(({ p }) => p);
  const adjusted = holm(ps);
  const rows = claims.map((claim, i) =>
    rowOf(
      claim,
      {
        family: claims.length,
        p: adjusted[i] ?? 1,
        doubted: claim.ofDepth && lossy.has(curveKey(claim.group)),
      },
      alphaOf(options),
    ),
  );
  return { ...CLAIMS, rows, cautions: tooMany(ps, rows, options) };
}

interface Outcome {
  readonly family: number;
  /** Adjusted. */
  readonly p: number;
  readonly doubted: boolean;
}

function rowOf(claim: Claim, { family, p, doubted }: Outcome, alpha: number): Row {
  const { group, name, estimate, unit, unscored, shown, notShown } = claim;
  const stands = p <= alpha;
  const how = family > 1 ? `Holm over ${family} claims of the report` : "the only claim of the report";
  const after = family > 1 ? ` after Holm over ${family} claims` : "";
  return {
    group,
    name,
    estimate: { ...estimate, p, method: `${estimate.method}; p: ${how}` },
    ...(unit === undefined ? {} : { unit }),
    unscored,
    verdict: stands ? (doubted ? "not to be trusted" : "stands") : "not shown",
    sentence: `${stands ? shown : notShown} (${chance(p)}${after}).${doubted ? " Which trials were scored depends on depth: it is not to be trusted." : ""}`,
  };
}

/** A test by draws has no p below one in draws + 1, which among many claims is not small: twice that, of two ends. */
function tooMany(
  ps: readonly number[],
  rows: readonly Row[],
  { bootstrapDraws }: Pick<AnalysisOptions, "bootstrapDraws">,
): readonly string[] {
  const least = 2 / (bootstrapDraws + 1);
  const hidden = rows.filter((row, i) => row.verdict === "not shown" && (ps[i] ?? 1) <= least).length;
  if (hidden === 0) return [];
  return [
    `${grouped(rows.length)} claims are counted together, and ${grouped(hidden)} of those not shown are as clear as ${grouped(bootstrapDraws)} draws can make them: a report of fewer models, tasks or lengths could show more.`,
  ];
}

function curveKey({ model, task, length }: Row["group"]): string {
  return `${model}\0${task}\0${length}`;
}
