import type { Analysis, Row } from "../findings.ts";
import type { Trial } from "../record.ts";
import { wilson } from "../stats/wilson.ts";
import { percent } from "./wording.ts";

/** Published scores up to which each has its own row; more are gathered in tenths. */
const MOST_SCORES = 11;

interface Scores {
  readonly model: string;
  readonly published: number;
  readonly ours: number;
  readonly n: number;
}

/**
 * Rows "ours", one a (model, published score) of imported answers that carry both: our mean score of these answers
 * with a Wilson interval. `group.published` is their mean published score (0..1). No rows where nothing was imported.
 */
export const publishedAgreement: Analysis = {
  name: "published-agreement",
  question: "How well does our score agree with the published one?",
  run: (trials, { level }) => ({
    name: publishedAgreement.name,
    question: publishedAgreement.question,
    rows: binned(scoresOf(trials)).map(({ model, published, ours, n }): Row => {
      const method = `Wilson ${percent(level)}`;
      return {
        name: "ours",
        group: { model, published: published / n },
        estimate: { value: ours / n, ...wilson(ours, n, level), n, method },
        unscored: 0,
      };
    }),
    cautions: [],
  }),
};

function scoresOf(trials: Iterable<Trial>): readonly Scores[] {
  const sums = new Map<string, Scores>();
  for (const { model, published } of trials) {
    if (published?.ours === undefined) continue;
    const score = Math.round(published.score * 1000) / 1000;
    add(sums, `${score}\0${model}`, { model, published: published.score, ours: published.ours, n: 1 });
  }
  return [...sums.values()];
}

function binned(scores: readonly Scores[]): readonly Scores[] {
  const sorted = [...scores].sort((a, b) => a.published / a.n - b.published / b.n);
  const byScore = new Set(sorted.map(({ published, n }) => Math.round((published / n) * 1000)));
  if (byScore.size <= MOST_SCORES) return sorted;
  const tenths = new Map<string, Scores>();
  for (const one of sorted)
    add(tenths, `${Math.min(9, Math.floor((one.published / one.n) * 10))}\0${one.model}`, one);
  return [...tenths.values()];
}

function add(sums: Map<string, Scores>, key: string, more: Scores): void {
  const sofar = sums.get(key);
  if (sofar === undefined) sums.set(key, more);
  else
    sums.set(key, {
      model: sofar.model,
      published: sofar.published + more.published,
      ours: sofar.ours + more.ours,
      n: sofar.n + more.n,
    });
}
