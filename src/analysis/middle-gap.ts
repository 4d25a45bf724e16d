import type { Analysis, AnalysisOptions, Estimate, Row } from "../findings.ts";
import { abilityOf } from "./ability.ts";
import { recordCautions } from "./cautions.ts";
import { type Claim, type Evidence, gather, within } from "./evidence.ts";
import { groupBy, groupOf, placedArm, unscoredOf } from "./group.ts";
import { lossByDepth } from "./loss-by-depth.ts";
import { type Tally, tally } from "./tally.ts";
import { verdictOf } from "./verdict-row.ts";
import { count } from "./wording.ts";
import type { Zone } from "./zones.ts";

/** Recall over all depths from which a test is too easy to tell them apart. */
const FULL = 0.99;

/**
 * Per (model, task, length), rows "edge recall", "middle recall", "middle gap" (edge - middle), "primacy" (first -
 * middle), "recency" (last - middle), "verdict". Lengths are never pooled: one beyond a model's range would pull
 * the others with it. The Holm family is the two contrasts of one group; groups are claims of their own.
 */
export const middleGap: Analysis = {
  name: "middle-gap",
  question: "Is recall lower in the middle of the context than at its edges?",
  run: (trials, options) => {
    const tallies = tally(trials);
    const cautions = recordCautions(trials);
    const rows = groupBy(placedArm(tallies), ["model", "task"]).flatMap((series) => {
      const ability = abilityOf(
        tallies.filter((one) => isOf(one, series)),
        options,
      );
      const loss = lossByDepth(series, options);
      const distrust = loss?.depends ? [loss.sentence] : [];
      cautions.push(...distrust.map((text) => `${nameOf(series)}: ${text}`));
      const groups = groupBy(series, ["length"]).map((cells) => ({
        cells,
        evidence: gather(cells, options),
      }));
      const full = groups.filter(({ evidence }) => (evidence.overall?.value ?? 0) >= FULL);
      if (full.length > 0)
        cautions.push(`${nameOf(series)}: ${ceilingCaution(full.map(({ cells }) => cells))}`);
      return groups.flatMap(({ cells, evidence }) => {
        const { verdict, sentence, caution } = verdictOf(cells, evidence, ability, options);
        if (caution !== undefined) cautions.push(`${nameOf(cells)}: ${caution}`);
        return [
          ...numberRows(cells, evidence, options),
          row("verdict", cells, undefined, { verdict, sentence: [sentence, ...distrust].join(" ") }),
        ];
      });
    });
    return { name: middleGap.name, question: middleGap.question, rows, cautions };
  },
};

function numberRows(cells: readonly Tally[], evidence: Partial<Evidence>, options: AnalysisOptions): Row[] {
  const { edge, middle, gap, primacy, recency } = evidence;
  const family = primacy && recency ? 2 : 1;
  const claimed = (claim: Claim | undefined): Estimate | undefined =>
    claim && {
      ...claim.estimate,
      method: `${claim.estimate.method}; p: ${claim.test}, Holm over ${family}`,
      p: claim.adjusted,
    };
  const rows: readonly [string, readonly Zone[], Estimate | undefined][] = [
    ["edge recall", ["first", "last"], edge],
    ["middle recall", ["middle"], middle],
    ["middle gap", ["first", "middle", "last"], gap?.estimate],
    ["primacy", ["first", "middle"], claimed(primacy)],
    ["recency", ["middle", "last"], claimed(recency)],
  ];
  return rows.map(([name, zones, estimate]) => ({
    ...row(name, cells, estimate, {}),
    unscored: unscoredOf(within(cells, zones, options)),
  }));
}

function row(
  name: string,
  cells: readonly Tally[],
  estimate: Estimate | undefined,
  rest: Pick<Row, "verdict" | "sentence">,
): Row {
  const group = groupOf(cells, ["model", "task", "length"]);
  return { group, name, ...(estimate && { estimate }), unscored: unscoredOf(cells), ...rest };
}

function isOf(one: Tally, [head]: readonly Tally[]): boolean {
  return one.model === head?.model && one.task === head.task;
}

function ceilingCaution(groups: readonly (readonly Tally[])[]): string {
  const lengths = groups.map(([one]) => count(one?.length ?? 0)).join(", ");
  return `at ${lengths} tokens, recall is at the ceiling: how much harder one depth is than another has no room to show; a harder setting or a longer context may.`;
}

function nameOf([head]: readonly Tally[]): string {
  return `${head?.model}, ${head?.task}`;
}
