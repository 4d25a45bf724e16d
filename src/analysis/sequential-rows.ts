import type { AnalysisOptions } from "../findings.ts";
import type { Ability } from "./ability.ts";
import { type GroupRows, numberRows } from "./number-rows.ts";
import { recallOf } from "./recall.ts";
import {
  depthsOf,
  gatherSequential,
  isWhole,
  type SequentialEvidence,
  type SequentialOptions,
} from "./sequential-evidence.ts";
import { sequentialSentence } from "./sequential-sentence.ts";
import type { Tally } from "./tally.ts";
import { abilityWords, atFloor, type Spoken, verdictOf } from "./verdict-row.ts";
import { floorSentence, isAtFloor } from "./verdict-sentence.ts";

/** Whether documents were added until the verdict was decided. */
export function isSequential(options: AnalysisOptions): options is SequentialOptions {
  return options.untilDecided !== undefined;
}

/** What is said of one (model, task, length) where no number of a fixed n holds. */
export function sequentialRows(
  cells: readonly Tally[],
  ability: Ability,
  options: SequentialOptions,
): GroupRows {
  const evidence = gatherSequential(cells, options);
  const overall = recallOf(cells, options);
  return { numbers: numberRows(evidence), overall, spoken: speak(cells, evidence, ability, options) };
}

function speak(
  cells: readonly Tally[],
  evidence: SequentialEvidence,
  ability: Ability,
  options: SequentialOptions,
): Spoken {
  const found = depthsOf(cells, options);
  // What is missing, or beyond the model, is said in the same words as for a fixed n.
  if (!isWhole(evidence) || found === undefined || ability.verdict === "above its ability")
    return verdictOf(cells, found === undefined ? {} : { overall: found.overall }, ability, options);
  const length = cells[0]?.length ?? 0;
  const { level, margin } = options;
  const setting = { length, closedBook: ability.floor?.value, level, margin };
  const low = isAtFloor(found, setting);
  const flatBelow = evidence.verdict === "flat" && low;
  const sentence = [
    flatBelow ? floorSentence(found, setting) : sequentialSentence(evidence, length, options),
    ...abilityWords(ability, found.overall.value),
  ].join(" ");
  const verdict = flatBelow ? "at the floor" : evidence.verdict;
  return { verdict, sentence, ...(low && { caution: atFloor(length) }) };
}
