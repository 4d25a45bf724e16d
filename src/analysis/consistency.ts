import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { grouped, percent } from "../number-words.ts";
import type { Trial } from "../record.ts";
import { byDocument } from "./by-document.ts";
import { byText } from "./by-text.ts";
import { recordCautions } from "./cautions.ts";
import { clusteredShare, type Part } from "./clustered-share.ts";
import { contextArm } from "./group.ts";
import { tally } from "./tally.ts";
import { interval } from "./wording.ts";

/** What the repeats of one question came to. */
interface Question {
  readonly document: string;
  /** How often each recall was reached. */
  readonly outcomes: Map<number, number>;
}

interface Series {
  readonly model: string;
  readonly task: string;
  readonly questions: Map<string, Question>;
  simulated: boolean;
  unscored: number;
}

/**
 * Where the same question (cell and document) was asked more than once: rows "agreement of repeats", one a (model,
 * task): of two repeats of a question, how often both come to the same recall, each question the mean over its pairs,
 * documents as clusters. The sentence names what answers that do not hang on the question would agree by chance
 * (as in Fleiss 1971, Psychological Bulletin 76: 378-382).
 */
export const consistency: Analysis = {
  name: "consistency",
  question: "Does the same question get the same result when it is asked again?",
  run: (trials, options) => ({
    name: consistency.name,
    question: consistency.question,
    rows: isRepeated(trials) ? seriesOf(trials).flatMap((series) => rowOf(series, options) ?? []) : [],
    cautions: recordCautions(trials, options),
  }),
};

/** Whether some document was asked twice in a cell, if only with other factors: what is never so is not gathered. */
function isRepeated(trials: Iterable<Trial>): boolean {
  return contextArm(tally(trials)).some(({ units, scored, unscored }) => scored + unscored > units.size);
}

function seriesOf(trials: Iterable<Trial>): Series[] {
  const all = new Map<string, Series>();
  for (const { model, task, haystack, cell, actual, status, score, simulated } of trials) {
    if ((cell.factors.arm ?? "context") !== "context") continue;
    const key = `${model}\0${task}`;
    const series = all.get(key) ?? { model, task, questions: new Map(), simulated: false, unscored: 0 };
    all.set(key, series);
    series.simulated ||= simulated ?? false;
    if (status !== "scored" || score === undefined) {
      series.unscored++;
      continue;
    }
    const document = `${haystack}#${cell.seed}`;
    const depth = actual.depthUnknown ? "unknown" : cell.depth;
    const factors = Object.entries(cell.factors).sort(([a], [b]) => byText(a, b));
    const name = JSON.stringify([document, cell.contextLength, depth, factors]);
    const question = series.questions.get(name) ?? { document, outcomes: new Map() };
    series.questions.set(name, question);
    // Sevenths may differ in their last bits.
    const outcome = Math.round(score.recall * 1e9);
    question.outcomes.set(outcome, (question.outcomes.get(outcome) ?? 0) + 1);
  }
  return [...all.values()].sort((a, b) => byText(a.model, b.model) || byText(a.task, b.task));
}

function rowOf(
  { model, task, questions, simulated, unscored }: Series,
  options: AnalysisOptions,
): Row | undefined {
  const repeated = [...questions]
    .filter(([, { outcomes }]) => times(outcomes) > 1)
    .sort(([a, one], [b, other]) => byDocument(one.document, other.document) || byText(a, b))
    .map(([, question]) => question);
  const parts = repeated.map(
    ({ document, outcomes }): Part => ({ document, recall: pairsAlike(outcomes), scored: 1 }),
  );
  const fractional = parts.some(({ recall }) => recall > 0 && recall < 1);
  const estimate = clusteredShare(parts, fractional, options);
  if (estimate === undefined) return undefined;
  const together = new Map<number, number>();
  for (const { outcomes } of repeated)
    for (const [outcome, n] of outcomes) together.set(outcome, (together.get(outcome) ?? 0) + n);
  const all = times(together);
  const byChance = [...together.values()].reduce((sum, n) => sum + (n / all) ** 2, 0);
  return {
    group: { model, task, ...(simulated ? { simulated } : {}) },
    name: "agreement of repeats",
    estimate,
    unscored,
    sentence: `Asked again, a question gets the same result in ${percent(estimate.value)} of pairs (${interval(estimate, percent(options.level))} questions, ${grouped(all)} answers); results that do not hang on the question would agree in ${percent(byChance)}.`,
  };
}

function times(outcomes: ReadonlyMap<number, number>): number {
  return [...outcomes.values()].reduce((sum, n) => sum + n, 0);
}

function pairsAlike(outcomes: ReadonlyMap<number, number>): number {
  const n = times(outcomes);
  return [...outcomes.values()].reduce((sum, m) => sum + m * (m - 1), 0) / (n * (n - 1));
}
