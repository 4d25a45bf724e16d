import type { AnalysisOptions, Row } from "../findings.ts";
import { percent } from "../number-words.ts";
import { clusteredShare } from "./clustered-share.ts";
import type { CommonCell, Side } from "./common-cells.ts";
import { isScored, type PairedClaim } from "./paired-claims.ts";
import { interval } from "./wording.ts";
import type { ZoneSum } from "./zones.ts";

/**
 * Rows "rank", one a (task, side), best first: recall on the common questions, and the ranks that the side may truly
 * have. A side is surely behind those that are better after Holm over all pairs, and surely before those that are
 * worse, so that all ranks of all sides hold together at the level: Klein, Wright & Wieczorek (2020), JRSS A 183.
 */
export function rankRows(
  sides: readonly Side[],
  tasks: readonly (readonly CommonCell[])[],
  claims: readonly PairedClaim[],
  options: AnalysisOptions,
): Row[] {
  return tasks.flatMap((cells) => {
    const own = claims.filter((claim) => claim.cells === cells);
    const scored = cells.filter(isScored);
    const rows = sides.map(({ name, trials }, side): Row => {
      const parts = scored.map((cell) => ({ document: cell.document, ...meanOf(cell.sides[side]) }));
      const fractional = parts.some(({ recall }) => recall > 0 && recall < 1);
      const estimate = clusteredShare(parts, fractional, options);
      const low = 1 + own.filter((claim) => isAhead(claim, side, -1)).length;
      const high = sides.length - own.filter((claim) => isAhead(claim, side, 1)).length;
      const ranks = low === high ? `rank ${low}` : `rank ${low} to ${high}`;
      return {
        group: {
          model: name,
          task: cells[0]?.task ?? "",
          rankLow: low,
          rankHigh: high,
          ...(trials.some(({ simulated }) => simulated) ? { simulated: true } : {}),
        },
        name: "rank",
        ...(estimate && { estimate }),
        unscored: cells.reduce((sum, one) => sum + Number(one.sides[side]?.scored === 0), 0),
        verdict: ranks,
        ...(estimate && {
          sentence: `${name} is of ${ranks} among ${sides.length} on ${cells[0]?.task}: recall ${percent(estimate.value)} (${interval(estimate, percent(options.level))}).`,
        }),
      };
    });
    return rows.sort((a, b) => (b.estimate?.value ?? -1) - (a.estimate?.value ?? -1));
  });
}

/** Whether a claim shows `side` to be ahead (1) or behind (-1). */
function isAhead({ first, second, verdict }: PairedClaim, side: number, sign: 1 | -1): boolean {
  const ahead = verdict === "better" ? first : verdict === "worse" ? second : undefined;
  const behind = verdict === "better" ? second : verdict === "worse" ? first : undefined;
  return side === (sign === 1 ? ahead : behind);
}

/** A question counts once, however often it was repeated. */
function meanOf({ recall, scored }: ZoneSum = { recall: 0, scored: 0 }): ZoneSum {
  return scored === 0 ? { recall, scored } : { recall: recall / scored, scored: 1 };
}
