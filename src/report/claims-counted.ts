import { CLAIMS } from "../analysis/claims.ts";
import { ENDS, EQUIVALENCE } from "../analysis/number-rows.ts";
import type { Finding, Row } from "../findings.ts";
import { chance, grouped } from "../number-words.ts";

/** The claim that a verdict rests on. */
const RESTS_ON: Readonly<Record<string, string>> = {
  "lost in the middle": "middle gap",
  inverted: "middle gap",
  "primacy only": ENDS,
  "recency only": ENDS,
  flat: EQUIVALENCE,
};

/** "5 of 24 claims stand when all are counted", or nothing where a report makes one or none. */
export function claimsCounted(findings: readonly Finding[]): string {
  const rows = claimRows(findings);
  if (rows.length < 2) return "";
  const standing = rows.filter(({ verdict }) => verdict === "stands").length;
  return `${grouped(standing)} of ${grouped(rows.length)} claims of this report stand when all are counted together (Holm); verdicts are each by themselves.`;
}

/** What is to be said behind a verdict that does not stand among all claims of its report; nothing where it does. */
export function withoutStanding(row: Row, findings: readonly Finding[]): string {
  const claim = fallen(row, findings);
  if (claim === undefined) return "";
  return ` Counted among all ${grouped(claimRows(findings).length)} claims of this report, it is not shown (${chance(claim.estimate?.p ?? 1)}).`;
}

/** The same for a headline: ", not shown among all 24 claims". */
export function fallenInShort(row: Row, findings: readonly Finding[]): string {
  if (fallen(row, findings) === undefined) return "";
  return `, not shown among all ${grouped(claimRows(findings).length)} claims`;
}

/** The claim that a verdict rests on, where it does not stand among all claims of its report. */
function fallen({ group, verdict }: Row, findings: readonly Finding[]): Row | undefined {
  const rows = claimRows(findings);
  const claim = rows.find(
    (row) => row.name === RESTS_ON[verdict ?? ""] && KEYS.every((key) => row.group[key] === group[key]),
  );
  return rows.length < 2 || claim?.verdict !== "not shown" ? undefined : claim;
}

const KEYS = ["model", "task", "length"] as const;

function claimRows(findings: readonly Finding[]): readonly Row[] {
  return findings.find(({ name }) => name === CLAIMS.name)?.rows ?? [];
}
