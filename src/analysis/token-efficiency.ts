import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { grouped, percent } from "../number-words.ts";
import { recordCautions } from "./cautions.ts";
import { contextArm, groupBy, groupOf, unscoredOf } from "./group.ts";
import { type RatioUnit, ratioOfSums } from "./ratio-of-sums.ts";
import { type Spent, spentByDocument } from "./spent-by-document.ts";
import { type Tally, tally } from "./tally.ts";
import { usdByDocument } from "./usd-by-document.ts";
import { documents } from "./wording.ts";

interface Measure {
  readonly name: string;
  readonly unit: string;
  /** Of its random numbers. */
  readonly stream: string;
  readonly of: (spent: Spent) => RatioUnit;
}

const BY_TOKENS: Measure = {
  name: "recall per 1,000 prompt tokens",
  unit: "per 1,000 tokens",
  stream: "tokens",
  of: ({ hits, tokens, n }) => ({ top: hits, bottom: tokens / 1000, n }),
};

const BY_USD: Measure = {
  name: "recall per USD",
  unit: "per USD",
  stream: "usd",
  // A document of which some price is not known is in neither sum.
  of: ({ hits, usd, n, priced }) => ({ top: hits, bottom: priced < n ? 0 : usd, n }),
};

/**
 * Rows "recall per 1,000 prompt tokens" and, where the model's price is known, "recall per USD", one a (model, task,
 * length): recall of all scored trials over the thousands of tokens of their prompts, as reported by the server, or
 * else as counted here, and over what they cost. The interval is a BCa bootstrap of documents (a ratio of sums); none
 * with fewer than five documents.
 */
export const tokenEfficiency: Analysis = {
  name: "token-efficiency",
  question: "How much is recalled for what a prompt costs?",
  run: (trials, options) => {
    const money = usdByDocument(trials, options.prices);
    return {
      name: tokenEfficiency.name,
      question: tokenEfficiency.question,
      rows: groupBy(contextArm(tally(trials)), ["model", "task", "length"]).flatMap((cells) => {
        const spent = spentByDocument(cells, money);
        return [BY_TOKENS, BY_USD].flatMap((measure) => rowOf(cells, spent, measure, options));
      }),
      cautions: recordCautions(trials, options),
    };
  },
};

function rowOf(
  cells: readonly Tally[],
  spent: readonly Spent[],
  { name, unit, stream, of }: Measure,
  options: AnalysisOptions,
): Row[] {
  const row = { group: groupOf(cells, ["model", "task", "length"]), name, unscored: unscoredOf(cells) };
  const units = spent.map(of).filter(({ bottom }) => bottom > 0);
  const ratio = ratioOfSums(units, stream, options);
  if (ratio === undefined) return stream === BY_USD.stream ? [] : [row];
  const start = `${ratio.value.toPrecision(3)} full recalls ${name.replace("recall ", "")}`;
  if (ratio.estimate === undefined) {
    const sentence = `${start}; ${documents(ratio.tooFew)} are too few for an interval.`;
    return [{ ...row, verdict: "too few documents", sentence }];
  }
  const { low, high, n } = ratio.estimate;
  const each = units.reduce((sum, { bottom }) => sum + bottom, 0) / n;
  const price = stream === BY_USD.stream ? "" : `; ${grouped(1000 * each)} tokens a prompt`;
  const sentence = `${start} (${percent(options.level)} interval ${low.toPrecision(3)} to ${high.toPrecision(3)}, n = ${grouped(n)}${price}).`;
  return [{ ...row, estimate: ratio.estimate, unit, sentence }];
}
