import type { Analysis, Row } from "../findings.ts";
import { percent } from "../number-words.ts";
import type { Trial } from "../record.ts";
import { addExactly, type RunningSum } from "../stats/add-exactly.ts";
import { wilson } from "../stats/wilson.ts";
import { byText } from "./by-text.ts";
import { recordCautions } from "./cautions.ts";
import { chosen } from "./chosen.ts";

/** Published scores up to which each has its own row; more are gathered in tenths. */
const MOST_SCORES = 11;

interface Scores {
  readonly model: string;
  readonly published: RunningSum;
  readonly ours: RunningSum;
  n: number;
}

/**
 * Rows "ours", one a (model, published score) of imported answers that carry both: our mean score of these answers
 * with a Wilson interval. `group.published` is their mean published score (0..1). No rows where nothing was imported.
 */
export const publishedAgreement: Analysis = {
  name: "published-agreement",
  question: "How well does our score agree with the published one?",
  run: (trials, options) => ({
    name: publishedAgreement.name,
    question: publishedAgreement.question,
    rows: binned(scoresOf(trials)).map(({ model, published, ours, n }): Row => {
      const { level } = options;
      const method = `Wilson ${percent(level)}`;
      return {
        name: "ours",
        group: { model, published: published.high / n },
        estimate: { value: ours.high / n, ...wilson(ours.high, n, level), n, method },
        unscored: 0,
      };
    }),
    cautions: recordCautions(trials, options),
  }),
};

/** Sums that come out the same in whatever order answers are read, by published score and model. */
function scoresOf(trials: Iterable<Trial>): readonly Scores[] {
  const sums = new Map<string, Scores>();
  for (const { model, published } of chosen(trials, (kind) => kind.published !== undefined)) {
    if (published?.ours === undefined) continue;
    add(sums, Math.round(published.score * 1000) / 1000, model, published.score, published.ours, 1);
  }
  return inOrder(sums);
}

function binned(scores: readonly Scores[]): readonly Scores[] {
  const mean = ({ published, n }: Scores): number => published.high / n;
  if (new Set(scores.map((one) => Math.round(mean(one) * 1000))).size <= MOST_SCORES) return scores;
  const tenths = new Map<string, Scores>();
  for (const one of scores)
    add(tenths, Math.min(9, Math.floor(mean(one) * 10)), one.model, one.published.high, one.ours.high, one.n);
  return inOrder(tenths);
}

function inOrder(sums: ReadonlyMap<string, Scores>): readonly Scores[] {
  const mean = ({ published, n }: Scores): number => published.high / n;
  return [...sums.values()].sort((a, b) => mean(a) - mean(b) || byText(a.model, b.model));
}

function add(
  sums: Map<string, Scores>,
  place: number,
  model: string,
  published: number,
  ours: number,
  n: number,
): void {
  const key = `${place}\0${model}`;
  const sofar = sums.get(key) ?? { model, published: { high: 0, low: 0 }, ours: { high: 0, low: 0 }, n: 0 };
  sums.set(key, sofar);
  addExactly(sofar.published, published);
  addExactly(sofar.ours, ours);
  sofar.n += n;
}
