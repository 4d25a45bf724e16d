import type { Analysis, AnalysisOptions, Estimate, Row } from "../findings.ts";
import { grouped, percent } from "../number-words.ts";
import { abilityOf } from "./ability.ts";
import { recordCautions } from "./cautions.ts";
import { contextArm, groupBy, groupOf, unscoredOf } from "./group.ts";
import { type LengthBound, longestHolding } from "./longest-holding.ts";
import { recallOf } from "./recall.ts";
import { type Tally, tally } from "./tally.ts";
import { tokens } from "./wording.ts";

/** RULER (Hsieh et al. 2024, arXiv:2404.06654): recall of Llama-2-7b at 4k, the bar for all. */
export const ABSOLUTE = 0.856;
/** NoLiMa (Modarressi et al. 2025, arXiv:2502.05167): share of a model's own score at short lengths. */
const RELATIVE = 0.85;
/** Lengths up to this count as short: NoLiMa's base is the best of 250, 500 and 1k tokens. */
const SHORT = 1024;
/** Recall that must be sure at every depth. */
const WORST_DEPTH = 0.5;

/** A way to say that recall holds. */
interface Bar {
  readonly name: string;
  /** What must hold, in words. */
  readonly what: string;
  readonly lengths: readonly LengthBound[];
  readonly threshold: number;
}

/**
 * Rows "absolute (85.6 %)", "relative (85 % of base)" (needs a base above 0 and two lengths) and "worst-depth
 * (50 %)", one each a (model, task): value in tokens, low and high where the ends of recall's interval hold (0: not
 * even at the shortest length). No estimate where the shortest length fails. Verdict `found`, `at least` (every
 * length holds), `below the shortest` or `above its ability` (no length would do; 85 % of next to nothing is no bar).
 */
export const effectiveLength: Analysis = {
  name: "effective-length",
  question: "Up to which length does recall hold?",
  run: (trials, options) => {
    const cautions = recordCautions(trials, options);
    const rows = groupBy(tally(trials), ["model", "task"]).flatMap((arms) => {
      const series = contextArm(arms);
      const bars = barsOf(series, options);
      if (abilityOf(arms, options).verdict === "above its ability")
        return bars.map(({ name }) => aboveAbility(series, name));
      return bars.map((bar) => {
        const { row, caution } = judge(series, bar, options);
        if (caution !== undefined) cautions.push(caution);
        return row;
      });
    });
    return { name: effectiveLength.name, question: effectiveLength.question, rows, cautions };
  },
};

function aboveAbility(series: readonly Tally[], name: string): Row {
  return {
    group: groupOf(series, ["model", "task"]),
    name,
    unscored: unscoredOf(series),
    verdict: "above its ability",
    sentence: "None: the task is above the model's ability at any length.",
  };
}

function barsOf(series: readonly Tally[], options: AnalysisOptions): Bar[] {
  const lengths = groupBy(series, ["length"]).flatMap((cells) => {
    const estimate = recallOf(cells, options);
    return estimate ? [{ length: cells[0]?.length ?? 0, cells, ...estimate }] : [];
  });
  if (lengths.length === 0) return [];
  const short = lengths.filter(({ length }, i) => i === 0 || length <= SHORT);
  const base = Math.max(...short.map(({ value }) => value));
  const placed = lengths.filter(({ cells }) => cells.every((cell) => !Number.isNaN(cell.depth)));
  const depths = new Set(placed.flatMap(({ cells }) => cells.map(({ depth }) => depth)));
  const worst = placed.map(({ length, cells }) => ({ length, ...lowestOf(cells, options) }));
  return [
    { name: "absolute (85.6 %)", what: "mean recall of 85.6 %", lengths, threshold: ABSOLUTE },
    // A base of nothing, or of the only length, is held by anything.
    ...(base > 0 && lengths.length > 1
      ? [
          {
            name: "relative (85 % of base)",
            what: `85 % of the base (${percent(base)})`,
            lengths,
            threshold: RELATIVE * base,
          },
        ]
      : []),
    ...(worst.length > 0
      ? [
          {
            name: "worst-depth (50 %)",
            what: `a ${percent(options.level)} lower bound of 50 % ${depths.size === 1 ? "at the only depth" : "at every depth"}`,
            lengths: worst,
            threshold: WORST_DEPTH,
          },
        ]
      : []),
  ];
}

/** The lower bound of the worst depth is what must hold, so it stands for the value; it has no bounds of its own. */
function lowestOf(cells: readonly Tally[], options: AnalysisOptions): Omit<Estimate, "method"> {
  const bounds = cells.flatMap((cell) => recallOf([cell], options) ?? []);
  const low = Math.min(...bounds.map((bound) => bound.low));
  return { value: low, low, high: low, n: bounds.reduce((sum, bound) => sum + bound.n, 0) };
}

function judge(
  series: readonly Tally[],
  { name, what, lengths, threshold }: Bar,
  { level }: AnalysisOptions,
): { row: Row; caution?: string } {
  const { value, low, high, n, verdict, shortest, again } = longestHolding(lengths, threshold);
  const method = `longest length before the first failure; bounds from recall's at ${percent(level)}`;
  const sentence =
    value === undefined
      ? `Below ${tokens(shortest)}, the shortest measured: ${what} is not reached there.`
      : `${verdict === "at least" ? "At least " : ""}${tokens(value)}: ${what} is reached at every measured length up to there.`;
  const later = again.map(grouped).join(", ");
  const group = groupOf(series, ["model", "task"]);
  const row = {
    group,
    name,
    ...(value === undefined ? {} : { estimate: { value, low, high, n, method } }),
    unscored: unscoredOf(series),
    verdict,
    sentence: later === "" ? sentence : `${sentence} It is reached again at ${later}.`,
  };
  return later === ""
    ? { row }
    : {
        row,
        caution: `${group.model}, ${group.task}: ${name} fails and is reached again at ${later} tokens; the effective length stops at the first failure.`,
      };
}
