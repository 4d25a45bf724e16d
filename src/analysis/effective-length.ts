import type { Analysis, AnalysisOptions, Estimate, Row } from "../findings.ts";
import { recordCautions } from "./cautions.ts";
import { contextArm, groupBy, groupOf, unscoredOf } from "./group.ts";
import { type Hold, longestHolding } from "./longest-holding.ts";
import { recallOf } from "./recall.ts";
import { type Tally, tally } from "./tally.ts";
import { count, percent, tokens } from "./wording.ts";

/** RULER (Hsieh et al. 2024, arXiv:2404.06654): recall of Llama-2-7b at 4k, the bar for all. */
const ABSOLUTE = 0.856;
/** NoLiMa (Modarressi et al. 2025, arXiv:2502.05167): share of a model's own score at short lengths. */
const RELATIVE = 0.85;
/** Lengths up to this count as short: NoLiMa's base is the best of 250, 500 and 1k tokens. */
const SHORT = 1024;
/** Recall that must be sure at every depth. */
const WORST_DEPTH = 0.5;

/**
 * Rows "absolute (85.6 %)", "relative (85 % of base)" and "worst-depth (50 %)", one each a (model, task). Value in
 * tokens, low and high where the ends of recall's interval hold; no estimate where the shortest length fails.
 */
export const effectiveLength: Analysis = {
  name: "effective-length",
  question: "Up to which length does recall hold?",
  run: (trials, options) => {
    const cautions = recordCautions(trials);
    const rows = groupBy(contextArm(tally(trials)), ["model", "task"]).flatMap((series) => {
      const lengths = groupBy(series, ["length"]).flatMap((cells) => {
        const estimate = recallOf(cells, options);
        return estimate ? [{ length: cells[0]?.length ?? 0, cells, estimate }] : [];
      });
      const short = lengths.filter(({ length }, i) => i === 0 || length <= SHORT);
      const base = Math.max(0, ...short.map(({ estimate }) => estimate.value));
      const means = lengths.map(({ length, estimate }) => ({ length, ...estimate }));
      const worst = lengths.map(({ length, cells }) => ({ length, ...lowestOf(cells, options) }));
      const holds = [
        longestHolding("absolute (85.6 %)", `mean recall of ${percent1(ABSOLUTE)}`, means, ABSOLUTE),
        longestHolding(
          "relative (85 % of base)",
          `85 % of the base, ${percent1(base)}`,
          means,
          RELATIVE * base,
        ),
        longestHolding(
          "worst-depth (50 %)",
          `${percent(options.level)} sure recall of 50 % at every depth`,
          worst,
          WORST_DEPTH,
        ),
      ];
      for (const { name, again } of holds)
        if (again.length > 0)
          cautions.push(
            `${series[0]?.model}, ${series[0]?.task}, ${name}: passes again at ${again.map(count).join(", ")} tokens after a shorter length fails; the value stops at the first failure.`,
          );
      return holds.map((hold) => row(series, hold, options));
    });
    return { name: effectiveLength.name, question: effectiveLength.question, rows, cautions };
  },
};

/** The lower bound of the worst depth is what must hold, so it stands for value; `high` is not of use. */
function lowestOf(cells: readonly Tally[], options: AnalysisOptions): Omit<Estimate, "method"> {
  const bounds = cells.flatMap((cell) => recallOf([cell], options) ?? []);
  const low = Math.min(...bounds.map((bound) => bound.low));
  return { value: low, low, high: low, n: bounds.reduce((sum, bound) => sum + bound.n, 0) };
}

function row(series: readonly Tally[], hold: Hold, { level }: AnalysisOptions): Row {
  const { name, value, low, high, n, verdict, shortest, longest, again, what } = hold;
  const method = `longest length before the first failure; interval from recall's at ${percent(level)}`;
  const sentence =
    value === undefined
      ? `Below ${tokens(shortest)}, the shortest measured: ${what} does not hold there.`
      : `${value === longest ? "At least " : ""}${tokens(value)}: ${what} holds at every measured length up to there.`;
  const later = again.length > 0 ? ` It holds again at ${again.map(count).join(", ")}.` : "";
  return {
    group: groupOf(series, ["model", "task"]),
    name,
    ...(value === undefined ? {} : { estimate: { value, low, high, n, method } }),
    unscored: unscoredOf(series),
    verdict,
    sentence: sentence + later,
  };
}

function percent1(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}
