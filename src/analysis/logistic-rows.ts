import type { AnalysisOptions, Row } from "../findings.ts";
import { chance, grouped, percent } from "../number-words.ts";
import { regress } from "../stats/regression.ts";
import { studentP } from "../stats/student-p.ts";
import { studentQuantile } from "../stats/student-quantile.ts";
import { groupOf, unscoredOf } from "./group.ts";
import { observed } from "./observed.ts";
import type { Tally } from "./tally.ts";
import { alphaOf } from "./verdict.ts";

/**
 * Rows of a logistic model of one (model, task): log odds of recall = constant + a (depth - 1/2) + b (depth - 1/2)^2
 * + c log2(length), standard errors clustered by document (its needle and its filler come from one seed, so they are
 * one cluster). "logistic depth": a, the tilt at the middle; "logistic depth squared": b, above 0 where the middle
 * sags; "logistic length": c, a doubling. Terms that the depths or lengths at hand cannot tell are left out.
 */
export function logisticRows(series: readonly Tally[], { level }: AnalysisOptions): Row[] {
  const scored = series.filter((one) => one.scored > 0);
  const depths = new Set(scored.map(({ depth }) => depth)).size;
  const lengths = new Set(scored.map(({ length }) => length)).size;
  const terms: readonly (readonly [string, (one: Tally) => number])[] = [
    ...(depths > 1 ? [["logistic depth", ({ depth }: Tally) => depth - 0.5] as const] : []),
    ...(depths > 2 ? [["logistic depth squared", ({ depth }: Tally) => (depth - 0.5) ** 2] as const] : []),
    ...(lengths > 1 ? [["logistic length", ({ length }: Tally) => Math.log2(length)] as const] : []),
  ];
  if (terms.length === 0) return [];
  const group = groupOf(series, ["model", "task"]);
  const unscored = unscoredOf(series);
  const model = regress(
    observed(scored, (one) => [1, ...terms.map(([, term]) => term(one))]),
    "logit",
  );
  if (model === undefined) {
    const sentence =
      "No logistic model: hits and misses are too far apart, or documents too few, for a finite fit.";
    return [{ group, name: "logistic model", unscored, verdict: "not fitted", sentence }];
  }
  const n = scored.reduce((sum, one) => sum + one.scored, 0);
  const reach = -studentQuantile((1 - level) / 2, model.freedom);
  const method = `logistic regression, errors clustered by document (CR1), t with ${grouped(model.freedom)} degrees of freedom, ${percent(level)}`;
  return terms.map(([name], i): Row => {
    const [value = 0, error = 0] = [model.coefficients[i + 1], model.errors[i + 1]];
    const p = studentP(value / error, model.freedom);
    const estimate = { value, low: value - reach * error, high: value + reach * error, n, method, p };
    const sentence = name === "logistic depth squared" ? bend(value, p, level) : undefined;
    return {
      group,
      name,
      estimate,
      unit: "log odds",
      unscored,
      ...(sentence === undefined ? {} : { sentence }),
    };
  });
}

function bend(value: number, p: number, level: number): string {
  if (p > alphaOf({ level }))
    return `In a logistic model of all lengths, no bend of recall by depth is shown (${chance(p)}).`;
  const how = value > 0 ? "lower in the middle than at the ends" : "higher in the middle than at the ends";
  return `In a logistic model of all lengths, recall bends: it is ${how}, length and tilt aside (${chance(p)}).`;
}
