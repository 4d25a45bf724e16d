import type { Analysis, AnalysisOptions, Estimate, Row } from "../findings.ts";
import { grouped } from "../number-words.ts";
import { holmOver } from "../stats/holm-over.ts";
import { type Ability, abilityOf } from "./ability.ts";
import { recordCautions } from "./cautions.ts";
import { equivalenceOf } from "./equivalence-of.ts";
import { type AdjustedContrast, gather, within } from "./evidence.ts";
import { groupBy, groupOf, placedArm, unscoredOf } from "./group.ts";
import { DISTRUSTED, lossByDepth, OF_SCORED } from "./loss-by-depth.ts";
import { ENDS, EQUIVALENCE, type GroupRows, type NumberRow, numberRows } from "./number-rows.ts";
import { isSequential, sequentialRows } from "./sequential-rows.ts";
import { type Tally, tally } from "./tally.ts";
import { verdictOf } from "./verdict-row.ts";

/** Recall over all depths from which a test is too easy to tell them apart. */
const FULL = 0.99;

/**
 * Per (model, task, length), rows "edge recall", "middle recall", "middle gap" (edge - middle), "primacy" (first -
 * middle), "recency" (last - middle), "start minus end", "equivalence" (the end that is farther from the middle, by two
 * one-sided tests of both), "verdict". Lengths are never pooled: one beyond a model's range would pull
 * the others with it. The Holm family is the two contrasts of one group; groups are claims of their own. Where
 * documents were added until the verdict was decided, intervals and verdict are those of `decideSequentially`. Where
 * depth decided which trials of a length were scored, its verdict is "not to be trusted", whatever the others say.
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
      if (loss?.depends) cautions.push(`${nameOf(series)}: ${loss.sentence}`);
      const groups = groupBy(series, ["length"]).map((cells) => ({
        cells,
        ...(isSequential(options)
          ? sequentialRows(cells, ability, options)
          : fixedRows(cells, ability, options)),
      }));
      const full = groups.filter(({ overall }) => (overall?.value ?? 0) >= FULL);
      if (full.length > 0)
        cautions.push(`${nameOf(series)}: ${ceilingCaution(full.map(({ cells }) => cells))}`);
      return groups.flatMap(({ cells, numbers, spoken: { verdict, sentence, caution } }) => {
        if (caution !== undefined) cautions.push(`${nameOf(cells)}: ${caution}`);
        return [
          ...numbers.map(({ name, zones, estimate }) => ({
            ...row(name, cells, estimate, {}),
            unscored: unscoredOf(within(cells, zones, options)),
          })),
          row(
            "verdict",
            cells,
            undefined,
            loss?.distrusts(cells[0]?.length)
              ? { verdict: DISTRUSTED, sentence: `${loss.sentence} ${OF_SCORED} ${sentence}` }
              : { verdict, sentence },
          ),
        ];
      });
    });
    return { name: middleGap.name, question: middleGap.question, rows, cautions };
  },
};

function fixedRows(cells: readonly Tally[], ability: Ability, options: AnalysisOptions): GroupRows {
  const evidence = gather(cells, options);
  const { edge, middle, gap, primacy, recency, ends, overall } = evidence;
  const family = primacy && recency ? 2 : 1;
  const claimed = (claim: AdjustedContrast | undefined): Estimate | undefined =>
    claim && {
      ...claim.estimate,
      method: `${claim.estimate.method}; p: ${claim.test}${holmOver(family)}`,
      p: claim.adjusted,
    };
  const estimates = {
    edge,
    middle,
    gap: gap?.estimate,
    primacy: claimed(primacy),
    recency: claimed(recency),
  };
  const numbers: readonly NumberRow[] = [
    ...numberRows(estimates),
    {
      name: ENDS,
      zones: ["first", "last"],
      estimate: ends && { ...ends.estimate, p: ends.p, method: `${ends.estimate.method}; p: ${ends.test}` },
    },
    { name: EQUIVALENCE, zones: ["first", "middle", "last"], estimate: equivalenceOf(evidence, options) },
  ];
  return { numbers, overall, spoken: verdictOf(cells, evidence, ability, options) };
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
  const lengths = groups.map(([one]) => grouped(one?.length ?? 0)).join(", ");
  return `at ${lengths} tokens, recall is at the ceiling: how much harder one depth is than another has no room to show; a harder setting or a longer context may.`;
}

function nameOf([head]: readonly Tally[]): string {
  return `${head?.model}, ${head?.task}`;
}
