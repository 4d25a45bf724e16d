import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { chance, percent } from "../number-words.ts";
import { holm } from "../stats/holm.ts";
import { holmOver } from "../stats/holm-over.ts";
import { recordCautions } from "./cautions.ts";
import { documentRows } from "./document-rows.ts";
import { groupBy, groupOf, placedArm, unscoredOf } from "./group.ts";
import { type Contrast, pairedContrast } from "./paired-contrast.ts";
import { type Tally, tally } from "./tally.ts";
import type { Units } from "./units.ts";
import { alphaOf } from "./verdict.ts";
import { documents, points, range, tokens } from "./wording.ts";
import { zoneOf } from "./zones.ts";

type Where = "at equal depths" | "at the ends";

/**
 * What length does where position is held still: rows "difference at equal depths" and "difference at the ends" (the
 * two zones that length need not bury), one a (model, task, longer length): recall there minus recall at the shortest
 * length, each document with itself over the depths that it was scored at in both. Holm over the rows of one (model,
 * task). No estimate where no document was asked at both lengths.
 */
export const lengthAlone: Analysis = {
  name: "length-alone",
  question: "Does a longer context lower recall where the fact stands at the same depth?",
  run: (trials, options) => ({
    name: lengthAlone.name,
    question: lengthAlone.question,
    rows: groupBy(placedArm(tally(trials)), ["model", "task"]).flatMap((series) => rowsOf(series, options)),
    cautions: recordCautions(trials, options),
  }),
};

interface Found {
  readonly cells: readonly Tally[];
  readonly where: Where;
  readonly contrast: Contrast | undefined;
}

function rowsOf(series: readonly Tally[], options: AnalysisOptions): Row[] {
  const [shortest, ...longer] = groupBy(series, ["length"]);
  if (shortest === undefined || longer.length === 0) return [];
  const isEnd = ({ depth }: Tally): boolean => ["first", "last"].includes(zoneOf(depth, options) ?? "");
  const found = longer.flatMap((cells): Found[] => [
    { cells, where: "at equal depths", contrast: between(cells, shortest, options) },
    { cells, where: "at the ends", contrast: between(cells.filter(isEnd), shortest, options) },
  ]);
  const claims = found.flatMap(({ contrast }) => (contrast ? [contrast.p] : []));
  const adjusted = holm(claims);
  let next = 0;
  return found.map(({ cells, where, contrast }) => {
    const against = shortest[0]?.length ?? 0;
    const row = {
      group: { ...groupOf(cells, ["model", "task", "length"]), against },
      name: `difference ${where}`,
      unscored: unscoredOf(cells) + unscoredOf(shortest),
    };
    const [from, to] = [tokens(against), tokens(cells[0]?.length ?? 0)];
    if (contrast === undefined)
      return {
        ...row,
        verdict: "not paired",
        sentence: `${to} against ${from}, ${where}: no document was scored at one depth of both lengths, so they are not compared.`,
      };
    const p = adjusted[next++] ?? 1;
    const { estimate, test, gap } = contrast;
    const shown = p <= alphaOf(options);
    const verdict = shown ? (gap.value < 0 ? "lower" : "higher") : "not shown to differ";
    const what = shown
      ? `is ${points(Math.abs(gap.value))} points ${verdict} than`
      : "is not shown to differ from";
    return {
      ...row,
      estimate: { ...estimate, p, method: `${estimate.method}; p: ${test}${holmOver(claims.length)}` },
      verdict,
      sentence: `Recall ${where} at ${to} ${what} that at ${from} (${percent(options.level)} interval of the difference ${range(estimate)}, ${documents(estimate.n)}; ${chance(p)}${claims.length > 1 ? ` after Holm over ${claims.length} claims` : ""}).`,
    };
  });
}

/** Longer minus shorter, each document over the depths at which it was scored in both. */
function between(
  longer: readonly Tally[],
  shorter: readonly Tally[],
  options: AnalysisOptions,
): Contrast | undefined {
  const rowOf = documentRows(longer.map(({ units }) => units));
  const pairs: [Sum, Sum][] = [];
  for (const { depth, units } of longer) {
    const other = shorter.find((one) => one.depth === depth)?.units;
    if (other === undefined) continue;
    let j = 0;
    for (let i = 0; i < units.size; i++) {
      const place = units.places[i] as number;
      while (j < other.size && (other.places[j] as number) < place) j++;
      if (other.places[j] !== place || units.scored[i] === 0 || other.scored[j] === 0) continue;
      const row = rowOf(place);
      pairs[row] ??= [noneYet(), noneYet()];
      add(pairs[row][0], units, i);
      add(pairs[row][1], other, j);
    }
  }
  return pairedContrast(pairs, options);
}

interface Sum {
  recall: number;
  scored: number;
}

function noneYet(): Sum {
  return { recall: 0, scored: 0 };
}

/** Depths count alike, however often each was asked. */
function add(sum: Sum, { recall, scored }: Units, i: number): void {
  sum.recall += (recall[i] as number) / (scored[i] as number);
  sum.scored++;
}
