import type { Analysis, AnalysisOptions, Estimate, Row } from "../findings.ts";
import { grouped, percent } from "../number-words.ts";
import { recordCautions } from "./cautions.ts";
import { contextArm, groupBy, groupOf, unscoredOf } from "./group.ts";
import { type RatioUnit, ratioOfSums } from "./ratio-of-sums.ts";
import { recallOf } from "./recall.ts";
import { type Spent, spentByDocument } from "./spent-by-document.ts";
import { type Tally, tally } from "./tally.ts";
import { usdByDocument } from "./usd-by-document.ts";

/**
 * What is recalled, and what an answer costs: rows "recall", "prompt tokens" (a prompt) and "USD per 1,000 prompts",
 * one each a (model, task), over the lengths that every model of the task was asked; a model that shares none with the
 * others stands for its own. Where no price is known there is no row of it, and a sentence says so.
 */
export const costAgainstRecall: Analysis = {
  name: "cost-against-recall",
  question: "What does recall cost?",
  run: (trials, options) => {
    const all = groupBy(contextArm(tally(trials)), ["model", "task"]);
    const money = usdByDocument(trials, options.prices);
    return {
      name: costAgainstRecall.name,
      question: costAgainstRecall.question,
      rows: all.flatMap((own) => {
        const lengths = commonLengths(own, all);
        const cells = own.filter(({ length }) => lengths.includes(length));
        return rowsOf(cells, spentByDocument(cells, money), options);
      }),
      cautions: recordCautions(trials, options),
    };
  },
};

function lengthsOf(cells: readonly Tally[]): readonly number[] {
  return [...new Set(cells.map(({ length }) => length))].sort((a, b) => a - b);
}

function commonLengths(own: readonly Tally[], all: readonly (readonly Tally[])[]): readonly number[] {
  const others = all.filter((one) => one[0]?.task === own[0]?.task).map(lengthsOf);
  const common = lengthsOf(own).filter((length) => others.every((lengths) => lengths.includes(length)));
  return common.length > 0 ? common : lengthsOf(own);
}

function rowsOf(cells: readonly Tally[], spent: readonly Spent[], options: AnalysisOptions): Row[] {
  const share = recallOf(cells, options);
  const [first] = cells;
  if (share === undefined || first === undefined) return [];
  const lengths = lengthsOf(cells).map(grouped);
  const [shortest, longest] = [lengths[0], lengths.at(-1)];
  const group = {
    ...groupOf(cells, ["model", "task"]),
    lengths: lengths.length === 1 ? String(shortest) : `${shortest} to ${longest}`,
  };
  const asOf = options.prices?.asOf(first.model);
  const tokens = mean(
    spent.map(({ tokens, n }) => ({ top: tokens, bottom: n, n })).filter(({ top }) => top > 0),
    options,
  );
  const money = mean(
    spent.filter(({ n, priced }) => priced === n).map(({ usd, n }) => ({ top: usd * 1000, bottom: n, n })),
    options,
  );
  const what = `recall ${percent(share.value)} (${percent(options.level)} interval ${percent(share.low)} to ${percent(share.high)}, n = ${grouped(share.n)})`;
  const price =
    money === undefined
      ? "no price known"
      : `${Number(money.value.toPrecision(3))} USD for 1,000 prompts${asOf === undefined ? "" : ` at the prices of ${asOf}`}`;
  const unscored = unscoredOf(cells);
  const named = (name: string, unit: string, estimate: Estimate | undefined, more = {}): Row[] =>
    estimate === undefined ? [] : [{ group: { ...group, ...more }, name, estimate, unit, unscored }];
  return [
    {
      group,
      name: "recall",
      estimate: share,
      unscored,
      sentence: `${first.task}, ${group.lengths} tokens: ${what}; ${price}.`,
    },
    ...named("prompt tokens", "tokens a prompt", tokens),
    ...named(
      "USD per 1,000 prompts",
      "USD per 1,000 prompts",
      money,
      asOf === undefined ? {} : { pricesOf: asOf },
    ),
  ];
}

/** Mean of a trial, documents as clusters. Tokens and prices hardly vary: few documents give it without an interval. */
function mean(units: readonly RatioUnit[], options: AnalysisOptions): Estimate | undefined {
  const found = ratioOfSums(units, "cost", options);
  if (found === undefined || found.estimate !== undefined) return found?.estimate;
  const n = units.reduce((sum, one) => sum + one.n, 0);
  const { value } = found;
  return { value, low: value, high: value, n, method: "mean, no interval" };
}
