import type { Row } from "../findings.ts";
import { byGroup } from "./by-group.ts";
import { type Claim, claimOf } from "./claim-of.ts";
import { ENDS, EQUIVALENCE } from "./number-rows.ts";
import { points } from "./wording.ts";

/** That the middle differs from both ends the same way: the larger p of primacy and recency, as adjusted over the two. */
export function middleClaims(rows: readonly Row[]): Claim[] {
  return byGroup(rows).flatMap(({ primacy, recency, "middle gap": gap }) => {
    const [a, b] = [primacy?.estimate, recency?.estimate];
    if (gap?.estimate === undefined || a?.p === undefined || b?.p === undefined) return [];
    const p = a.value * b.value > 0 ? Math.max(a.p, b.p) : 1;
    return claimOf({ ...gap, estimate: { ...gap.estimate, p } }, gap.name, ({ value }) => [
      `the middle is ${a.value > 0 ? "below" : "above"} both ends, a gap of ${points(value)} points`,
      "the middle is not shown to be below both ends, nor above both",
    ]);
  });
}

/** That one end is favoured over the other, which "primacy only" and "recency only" say. */
export function endsClaims(rows: readonly Row[]): Claim[] {
  const own = rows.filter(({ name }) => name === ENDS);
  return own.flatMap((row) =>
    claimOf(row, ENDS, ({ value }) => [
      `recall is ${points(Math.abs(value))} points ${value > 0 ? "higher" : "lower"} at the start than at the end`,
      "start and end are not shown to differ",
    ]),
  );
}

/** That both ends equal the middle within the margin, which "flat" says. */
export function equivalenceClaims(rows: readonly Row[]): Claim[] {
  const own = rows.filter(({ name }) => name === EQUIVALENCE);
  return own.flatMap((row) =>
    claimOf(row, EQUIVALENCE, () => [
      "both ends are within the margin of the middle",
      "the ends are not shown to be within the margin of the middle",
    ]),
  );
}
