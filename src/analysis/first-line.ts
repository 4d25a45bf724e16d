import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { chance, grouped, percent } from "../number-words.ts";
import type { Trial } from "../record.ts";
import { recordCautions } from "./cautions.ts";
import { chosen } from "./chosen.ts";
import type { Part } from "./clustered-share.ts";
import { bySeries, type Entry, type Gathered, gathered } from "./gathered.ts";
import { pairedContrast } from "./paired-contrast.ts";
import type { TrialKind } from "./trial-kind.ts";
import { alphaOf } from "./verdict.ts";
import { documents, points, range } from "./wording.ts";

/** Which of the two scores of an answer: a field of the groups that they are gathered in. */
const FULL = 0;
const FIRST = 1;

/**
 * Where answers were scored twice, by all of their text and by their first line: rows "full answer minus first line
 * (difference)", one a (model, task, length): the same answers both ways, paired by document. p: exact McNemar where
 * each document has one answer, else sign flips by document.
 */
export const firstLineAnalysis: Analysis = {
  name: "first-line",
  question: "Does it matter whether all of an answer counts, or its first line only?",
  run: (trials, options) => ({
    name: firstLineAnalysis.name,
    question: firstLineAnalysis.question,
    rows: bySeries(gathered(chosen(trials, isTwice), bothOf)).flatMap((series) =>
      lengthsOf(series).flatMap((length) => rowsOf(series, length, options)),
    ),
    cautions: recordCautions(trials, options),
  }),
};

function isTwice({ score }: TrialKind): boolean {
  return score?.firstLine !== undefined;
}

function* bothOf({ status, score, cell }: Trial): Generator<Entry> {
  if (status !== "scored" || score?.firstLine === undefined) return;
  const length = cell.contextLength;
  yield { group: { length, way: FULL }, value: score.recall };
  yield { group: { length, way: FIRST }, value: score.firstLine };
}

function lengthsOf(series: readonly Gathered[]): number[] {
  return [...new Set(series.map(({ group }) => Number(group.length)))];
}

function rowsOf(series: readonly Gathered[], length: number, options: AnalysisOptions): Row[] {
  const way = (which: number): Gathered | undefined =>
    series.find(({ group }) => group.length === length && group.way === which);
  const [full, first] = [way(FULL), way(FIRST)];
  if (full === undefined || first === undefined) return [];
  const [whole, lines] = [[...full.parts], [...first.parts]];
  const pairs = whole.map((part, i) => [part, lines[i] ?? part] as const);
  const contrast = pairedContrast(pairs, options);
  if (contrast === undefined) return [];
  const { way: _, ...group } = full.group;
  const { estimate, p, test, gap } = contrast;
  const mean = (parts: readonly Part[]): number => {
    const answers = parts.reduce((sum, { scored }) => sum + scored, 0);
    return parts.reduce((sum, { recall }) => sum + recall, 0) / answers;
  };
  const counts =
    test === "exact McNemar"
      ? `; ${grouped(pairs.filter(([a, b]) => a.recall > b.recall).length)} answers only as a whole, ${grouped(pairs.filter(([a, b]) => a.recall < b.recall).length)} only by the first line`
      : "";
  const sentence = `All of the answer gives ${percent(mean(whole))}, its first line alone ${percent(mean(lines))}: a difference of ${points(gap.value)} points (${percent(options.level)} interval ${range(estimate)}, ${documents(estimate.n)}${counts}; ${test}, ${chance(p)}).`;
  return [
    {
      group,
      name: "full answer minus first line (difference)",
      estimate: { ...estimate, p, method: `${estimate.method}; p: ${test}` },
      unscored: 0,
      verdict: p <= alphaOf(options) ? "matters" : "not shown to matter",
      sentence,
    },
  ];
}
