import type { Analysis, AnalysisOptions, Estimate } from "../findings.ts";
import { grouped, percent } from "../number-words.ts";
import { createRng } from "../random.ts";
import { pairedGap } from "../stats/paired-gap.ts";
import { recordCautions } from "./cautions.ts";
import { contextArm, groupBy, groupOf, unscoredOf } from "./group.ts";
import { recallOf } from "./recall.ts";
import { type Tally, tally } from "./tally.ts";
import { interval } from "./wording.ts";

/** Whether a model can do a task at all, the length of the context aside. */
type AbilityVerdict = "within its ability" | "above its ability" | "not decided" | "not known";

/** What is said of one model at one task. */
export interface Ability {
  readonly verdict: AbilityVerdict;
  readonly sentence: string;
  /** Recall with the fact alone (oracle arm); absent where nothing of it was scored. */
  readonly ceiling?: Estimate;
  /** Recall without the context (closed-book arm), where that is a floor. */
  readonly floor?: Estimate;
}

/** Share of the facts that a model finds at least where nothing else is in the prompt, if a task is for it. */
export const ABLE = 0.5;

/** Where nothing is stated, saying so is the right answer: the closed-book arm of these is no floor. */
const WITHOUT_FLOOR: readonly string[] = ["abstention"];

/** Rows "ability", one a (model, task): the recall of the oracle arm, and what follows from it. */
export const abilityAnalysis: Analysis = {
  name: "ability",
  question: "Which tasks can the model do at all, with the fact alone in its prompt?",
  run: (trials, options) => ({
    name: abilityAnalysis.name,
    question: abilityAnalysis.question,
    rows: groupBy(tally(trials), ["model", "task"]).map((series) => {
      const { verdict, sentence, ceiling } = abilityOf(series, options);
      return {
        group: groupOf(series, ["model", "task"]),
        name: "ability",
        ...(ceiling && { estimate: ceiling }),
        unscored: unscoredOf(armOf(series, "oracle")),
        verdict,
        sentence,
      };
    }),
    cautions: recordCautions(trials, options),
  }),
};

/**
 * The rule, over all arms of one (model, task), in this order:
 * 1. `within its ability`: the oracle's lower bound reaches a half; or that of the context does, at some length or
 *    cell (Sidak over all of them): what was done can be done, however odd the oracle.
 * 2. `not known`: no oracle trial was scored.
 * 3. `above its ability`: the oracle's upper bound is below a half; or the fact adds nothing to what the model
 *    answers without it (upper bound of the gain, paired by document, within the margin), where that is below a half.
 * 4. `not decided` otherwise: too few documents, or a recall near a half.
 * Intervals are those of `recallOf`, so four documents without a hit are the fewest that can exclude a half.
 */
export function abilityOf(series: readonly Tally[], options: AnalysisOptions): Ability {
  const oracle = armOf(series, "oracle");
  const ceiling = recallOf(oracle, options);
  const floor = floorOf(series, options);
  const known = { ...(ceiling && { ceiling }), ...(floor && { floor }) };
  const level = percent(options.level);
  const alone =
    ceiling && `with the fact alone, recall is ${percent(ceiling.value)} (${interval(ceiling, level)})`;
  const without = floor === undefined ? "" : ` and ${percent(floor.value)} without the context`;
  if (ceiling && alone && ceiling.low >= ABLE)
    return { ...known, verdict: "within its ability", sentence: `Within its ability: ${alone}${without}.` };
  if (isShownInContext(contextArm(series), options))
    return {
      ...known,
      verdict: "within its ability",
      sentence: `Within its ability, as the context shows: at least ${percent(ABLE)} is recalled there${alone ? `; ${alone}` : ""}.`,
    };
  if (alone === undefined)
    return { ...known, verdict: "not known", sentence: `Ability not known: ${lackOf(oracle)}.` };
  if (ceiling && ceiling.high < ABLE)
    return {
      ...known,
      verdict: "above its ability",
      sentence: `Above its ability: ${alone}${without}; a task for this model would reach ${percent(ABLE)}.`,
    };
  if (floor && addsNothing(series, floor, options))
    return {
      ...known,
      verdict: "above its ability",
      sentence: `Above its ability: ${alone}${without}; the fact adds nothing.`,
    };
  const few = unscoredOf(oracle) > 0 ? ` (${lackOf(oracle)})` : "";
  return {
    ...known,
    verdict: "not decided",
    sentence: `Ability not decided: ${alone}${without}; these documents cannot tell whether it reaches ${percent(ABLE)}${few}.`,
  };
}

/** Recall without the context; undefined where that was not asked, or is no floor. */
function floorOf(series: readonly Tally[], options: AnalysisOptions): Estimate | undefined {
  return hasFloor(series[0]?.task ?? "") ? recallOf(armOf(series, "closed-book"), options) : undefined;
}

/** Whether a task's closed-book recall is a floor of its context recall. */
export function hasFloor(task: string): boolean {
  return !WITHOUT_FLOOR.includes(task);
}

function armOf(series: readonly Tally[], arm: Tally["arm"]): Tally[] {
  return series.filter((one) => one.arm === arm);
}

function isShownInContext(context: readonly Tally[], options: AnalysisOptions): boolean {
  const groups = [...groupBy(context, ["length"]), ...context.map((cell) => [cell])];
  // Sidak (1967), JASA 62: 626-633: the best of many is looked for.
  const level = options.level ** (1 / Math.max(1, groups.length));
  return groups.some((cells) => {
    const recall = recallOf(cells, { ...options, level });
    return recall !== undefined && recall.low >= ABLE;
  });
}

function addsNothing(series: readonly Tally[], floor: Estimate, options: AnalysisOptions): boolean {
  if (floor.value >= ABLE) return false;
  const without = recallByDocument(armOf(series, "closed-book"));
  const pairs = [...recallByDocument(armOf(series, "oracle"))].flatMap(([document, first]) => {
    const second = without.get(document);
    return second === undefined ? [] : [{ first, second }];
  });
  if (pairs.length === 0) return false;
  const gain = pairedGap(pairs, options.bootstrapDraws, createRng(options.seed).fork("gain"));
  return gain.interval(options.level).high <= options.margin;
}

/** Neither arm has lengths or depths, so a document stands in one tally of each. */
function recallByDocument(arm: readonly Tally[]): ReadonlyMap<string, number> {
  return new Map(
    arm.flatMap(({ units }) =>
      [...units].flatMap(([document, { recall, scored }]) =>
        scored === 0 ? [] : [[document, recall / scored] as const],
      ),
    ),
  );
}

function lackOf(oracle: readonly Tally[]): string {
  const asked = oracle.reduce((sum, one) => sum + one.scored + one.unscored, 0);
  if (asked === 0) return "it was not asked with the fact alone";
  const cut = oracle.reduce((sum, one) => sum + (one.statuses.truncated ?? 0), 0);
  const lost = unscoredOf(oracle);
  const why = cut === lost ? "ran into the token limit" : "could not be scored";
  return `with the fact alone, ${grouped(lost)} of ${grouped(asked)} answers ${why}`;
}
