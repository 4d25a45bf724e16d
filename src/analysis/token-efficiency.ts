import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { createRng } from "../random.ts";
import type { Trial } from "../record.ts";
import { bcaInterval } from "../stats/bca-interval.ts";
import { expandedLevel } from "../stats/expanded-level.ts";
import { resampleMeans } from "../stats/resample-means.ts";
import { recordCautions } from "./cautions.ts";
import { bootstrapName } from "./clustered-share.ts";
import { bySeries, type Entry, type Gathered, gathered } from "./gathered.ts";
import { count, documents, percent } from "./wording.ts";

/** Fields of the groups that recall and its price in tokens are gathered in. */
const RECALL = 0;
const TOKENS = 1;

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
    rows: bySeries(gathered(trials, bothOf)).flatMap((series) =>
      [...new Set(series.map(({ group }) => Number(group.length)))].flatMap((length) =>
        rowOf(series, length, options),
      ),
    ),
    cautions: recordCautions(trials, options),
  }),
};

function* bothOf({ status, score, cell, actual, generation }: Trial): Generator<Entry> {
  const length = cell.contextLength;
  const scored = status === "scored" ? score : undefined;
  yield { group: { length, what: RECALL }, value: scored?.recall };
  yield {
    group: { length, what: TOKENS },
    value: scored && (generation?.promptTokens ?? actual.tokens) / 1000,
  };
}

function rowOf(series: readonly Gathered[], length: number, options: AnalysisOptions): Row[] {
  const of = (what: number): Gathered | undefined =>
    series.find(({ group }) => group.length === length && group.what === what);
  const [recall, tokens] = [of(RECALL), of(TOKENS)];
  if (recall === undefined || tokens === undefined) return [];
  const { what: _, ...group } = recall.group;
  const units = recall.parts.flatMap((part, i) => {
    const thousands = tokens.parts[i]?.recall ?? 0;
    return part.scored === 0 || thousands === 0 ? [] : [{ hits: part.recall, thousands, n: part.scored }];
  });
  const row = { group, name: "recall per 1,000 prompt tokens", unscored: recall.unscored };
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
