import type { Row } from "../findings.ts";
import { byGroup } from "./by-group.ts";
import { type Claim, claimOf } from "./claim-of.ts";

/** That recall first falls and then rises, or the other way round: the larger p of the two lines. */
export function shapeClaims(rows: readonly Row[]): Claim[] {
  return byGroup(rows).flatMap((group) => {
    const before = group["difference along the line before"];
    const after = group["difference along the line after"];
    const [a, b] = [before?.estimate, after?.estimate];
    if (before === undefined || a?.p === undefined || b?.p === undefined) return [];
    const weaker = a.p >= b.p ? a : b;
    const p = a.value * b.value < 0 ? Math.max(a.p, b.p) : 1;
    return claimOf(
      { ...before, estimate: { ...weaker, p } },
      "difference along the weaker of two lines",
      () => [
        `recall by depth has the shape of ${a.value < 0 ? "a U" : "an inverted U"}`,
        "recall by depth is not shown to have the shape of a U",
      ],
    );
  });
}
