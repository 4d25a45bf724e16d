import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { createRng } from "../random.ts";
import { bcaInterval } from "../stats/bca-interval.ts";
import { expandedLevel } from "../stats/expanded-level.ts";
import { resampleMeans } from "../stats/resample-means.ts";
import { byDocument } from "./by-document.ts";
import { recordCautions } from "./cautions.ts";
import { bootstrapName } from "./clustered-share.ts";
import { contextArm, groupBy, groupOf, unscoredOf } from "./group.ts";
import { type Tally, tally } from "./tally.ts";
import { count, documents, percent } from "./wording.ts";

/** Documents from which a bootstrap of a ratio is believed. */
const FEWEST = 5;

/**
 * Rows "recall per 1,000 prompt tokens", one a (model, task, length): recall of all scored trials over the thousands
 * of tokens of their prompts, as reported by the server, or else as counted here. The interval is a BCa bootstrap of
 * documents (a ratio of sums); none with fewer than five documents.
 */
export const tokenEfficiency: Analysis = {
  name: "token-efficiency",
  question: "How much is recalled for what a prompt costs in tokens?",
  run: (trials, options) => ({
    name: tokenEfficiency.name,
    question: tokenEfficiency.question,
    rows: groupBy(contextArm(tally(trials)), ["model", "task", "length"]).flatMap((cells) =>
      rowOf(cells, options),
    ),
    cautions: recordCautions(trials, options),
  }),
};

/** What one document's prompts found, and what they cost. */
interface Spent {
  hits: number;
  tokens: number;
  n: number;
}

function spentByDocument(cells: readonly Tally[]): Spent[] {
  const documents = new Map<string, Spent>();
  for (const { units } of cells)
    for (const [document, { recall, scored, promptTokens }] of units) {
      const spent = documents.get(document) ?? { hits: 0, tokens: 0, n: 0 };
      documents.set(document, spent);
      spent.hits += recall;
      spent.tokens += promptTokens;
      spent.n += scored;
    }
  return [...documents]
    .sort(([a], [b]) => byDocument(a, b))
    .flatMap(([, spent]) => (spent.n === 0 || spent.tokens === 0 ? [] : spent));
}

function rowOf(cells: readonly Tally[], options: AnalysisOptions): Row[] {
  const units = spentByDocument(cells).map(({ hits, tokens, n }) => ({ hits, thousands: tokens / 1000, n }));
  const group = groupOf(cells, ["model", "task", "length"]);
  const row = { group, name: "recall per 1,000 prompt tokens", unscored: unscoredOf(cells) };
  if (units.length === 0) return [row];
  const sum = (of: (unit: (typeof units)[number]) => number): number =>
    units.reduce((all, unit) => all + of(unit), 0);
  const value = sum(({ hits }) => hits) / sum(({ thousands }) => thousands);
  if (units.length < FEWEST) {
    const sentence = `${value.toPrecision(3)} full recalls per 1,000 prompt tokens; ${documents(units.length)} are too few for an interval.`;
    return [{ ...row, verdict: "too few documents", sentence }];
  }
  const rng = createRng(options.seed).fork("tokens");
  const sizes = units.map(({ thousands }) => thousands);
  const sorted = resampleMeans(
    units.map(({ hits }) => hits),
    options.bootstrapDraws,
    rng,
    sizes,
  );
  const influence = units.map(({ hits, thousands }) => hits - value * thousands);
  const bounds = bcaInterval({ sorted, mean: value, influence }, expandedLevel(options.level, units.length));
  const n = sum((unit) => unit.n);
  const each = (1000 * sum(({ thousands }) => thousands)) / n;
  const sentence = `${value.toPrecision(3)} full recalls per 1,000 prompt tokens (${percent(options.level)} interval ${bounds.low.toPrecision(3)} to ${bounds.high.toPrecision(3)}, n = ${count(n)}; ${count(each)} tokens a prompt).`;
  return [
    {
      ...row,
      estimate: { value, ...bounds, n, method: bootstrapName("BCa", options) },
      unit: "per 1,000 tokens",
      sentence,
    },
  ];
}
