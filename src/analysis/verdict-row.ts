import type { AnalysisOptions } from "../findings.ts";
import { chance, percent } from "../number-words.ts";
import { ABLE, type Ability } from "./ability.ts";
import { type Evidence, isComplete, within } from "./evidence.ts";
import type { Tally } from "./tally.ts";
import { decide, type Verdict } from "./verdict.ts";
import { isAtFloor, verdictSentence } from "./verdict-sentence.ts";
import { interval, tokens } from "./wording.ts";

/** A group's verdict in words; with a caution where it claims less than it may seem to. */
export interface Spoken {
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly caution?: string;
}

export function verdictOf(
  cells: readonly Tally[],
  evidence: Partial<Evidence>,
  ability: Ability,
  options: AnalysisOptions,
): Spoken {
  const length = cells[0]?.length ?? 0;
  const at = `at ${tokens(length)}`;
  if (ability.verdict === "above its ability")
    return { verdict: ability.verdict, sentence: aboveAbility(at, evidence, ability, options) };
  if (!isComplete(evidence)) {
    const lack = lackOf(cells, options);
    const sentence = `Inconclusive ${at}: ${lack}, so edges and middle cannot be compared.${ability.verdict === "within its ability" ? "" : ` ${ability.sentence}`}`;
    return {
      verdict: "inconclusive",
      sentence,
      caution: `${at}, ${lack}: nothing is claimed about the middle.`,
    };
  }
  const setting = { length, closedBook: ability.floor?.value, level: options.level, margin: options.margin };
  const decided = decide(evidence, setting);
  const low = isAtFloor(evidence, setting);
  // Nothing at all found is no gap that more documents could show.
  const nothing = decided === "inconclusive" && evidence.overall.value === 0;
  const verdict = low && (decided === "flat" || nothing) ? "at the floor" : decided;
  const sentence = [
    verdictSentence(verdict, evidence, setting),
    ...abilityWords(ability, evidence.overall.value),
  ].join(" ");
  if (!low) return { verdict, sentence };
  return { verdict, sentence, caution: atFloor(length) };
}

export function atFloor(length: number): string {
  return `at ${tokens(length)}, recall is at the floor: an effect of position has no room to show.`;
}

/** Where less than half is found, the reader asks whether more could be. */
export function abilityWords(ability: Ability, overall: number): string[] {
  return ability.verdict !== "within its ability" && overall < ABLE ? [ability.sentence] : [];
}

/** Shows the floor that such a task has, and claims nothing; a difference that is there all the same is named. */
function aboveAbility(
  at: string,
  evidence: Partial<Evidence>,
  { ceiling, floor }: Ability,
  options: AnalysisOptions,
): string {
  const { overall } = evidence;
  const found =
    overall === undefined
      ? "no answer could be scored"
      : `recall is ${percent(overall.value)} in the context`;
  const alone =
    ceiling === undefined
      ? ""
      : `, ${percent(ceiling.value)} with the fact alone (${interval(ceiling, percent(options.level))})`;
  const without = floor === undefined ? "" : ` and ${percent(floor.value)} without the context`;
  const depends =
    isComplete(evidence) && !["flat", "inconclusive"].includes(decide(evidence, options))
      ? ` What little is found depends on depth (${chance(Math.min(evidence.primacy.adjusted, evidence.recency.adjusted))}).`
      : "";
  return `Above its ability ${at}: ${found}${alone}${without}; where the fact alone is not enough, nothing can be said about the middle.${depends}`;
}

/** A zone without a depth is the plan's doing, one whose trials were not scored is not. */
function lackOf(cells: readonly Tally[], options: AnalysisOptions): string {
  const zones = [
    ["first", `at the start (depth up to ${options.edge[0]})`],
    ["middle", `in the middle (depth ${options.middle[0]} to ${options.middle[1]})`],
    ["last", `at the end (depth from ${options.edge[1]})`],
  ] as const;
  const unasked = zones.filter(([zone]) => within(cells, [zone], options).length === 0);
  const lacking = zones.filter(([zone]) => !within(cells, [zone], options).some((one) => one.scored > 0));
  const [wanting, what] = unasked.length > 0 ? [unasked, "depth was asked"] : [lacking, "scored trial"];
  return wanting.length > 0
    ? `no ${what} ${wanting.map(([, where]) => where).join(", nor ")}`
    : "no scored trial of the same document in all three zones";
}
