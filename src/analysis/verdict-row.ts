import type { AnalysisOptions } from "../findings.ts";
import { type Evidence, isComplete, within } from "./evidence.ts";
import type { Tally } from "./tally.ts";
import { decide, type Verdict } from "./verdict.ts";
import { isAtFloor, verdictSentence } from "./verdict-sentence.ts";
import { tokens } from "./wording.ts";

/** A group's verdict in words; with a caution where it claims less than it may seem to. */
export interface Spoken {
  readonly verdict: Verdict;
  readonly sentence: string;
  readonly caution?: string;
}

export function verdictOf(
  cells: readonly Tally[],
  evidence: Partial<Evidence>,
  closedBook: number | undefined,
  options: AnalysisOptions,
): Spoken {
  const length = cells[0]?.length ?? 0;
  const at = `at ${tokens(length)}`;
  if (!isComplete(evidence)) {
    const lack = `no scored trial ${lackOf(cells, options)}`;
    const sentence = `Inconclusive ${at}: ${lack}, so edges and middle cannot be compared.`;
    return {
      verdict: "inconclusive",
      sentence,
      caution: `${at}, ${lack}: nothing is claimed about the middle.`,
    };
  }
  const setting = { length, closedBook, level: options.level, margin: options.margin };
  const verdict = decide(evidence, setting);
  const sentence = verdictSentence(verdict, evidence, setting);
  if (!isAtFloor(evidence, setting)) return { verdict, sentence };
  return {
    verdict,
    sentence,
    caution: `${at}, recall is at the floor: an effect of position has no room to show.`,
  };
}

function lackOf(cells: readonly Tally[], options: AnalysisOptions): string {
  const zones = [
    ["first", `at the start (depth up to ${options.edge[0]})`],
    ["middle", `in the middle (depth ${options.middle[0]} to ${options.middle[1]})`],
    ["last", `at the end (depth from ${options.edge[1]})`],
  ] as const;
  const lacking = zones.filter(([zone]) => !within(cells, [zone], options).some((one) => one.scored > 0));
  return lacking.length > 0
    ? lacking.map(([, where]) => where).join(", nor ")
    : "of the same document in all three zones";
}
