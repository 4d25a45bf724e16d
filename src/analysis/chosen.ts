import type { Trial } from "../record.ts";
import type { TrialKind } from "./trial-kind.ts";

/** Trials that are kept by kind, so that those of a kind are found without a look at the others. */
export interface Choosable extends Iterable<Trial> {
  /** Itself where all are chosen. */
  choose(isChosen: (kind: TrialKind) => boolean): Iterable<Trial>;
}

/** The trials of these kinds, in their order. Most questions are about a few trials of a record, or about none. */
export function chosen(trials: Iterable<Trial>, isChosen: (kind: TrialKind) => boolean): Iterable<Trial> {
  if (isChoosable(trials)) return trials.choose(isChosen);
  if (Array.isArray(trials)) return (trials as readonly Trial[]).filter(isChosen);
  return {
    *[Symbol.iterator]() {
      for (const trial of trials) if (isChosen(trial)) yield trial;
    },
  };
}

function isChoosable(trials: Iterable<Trial>): trials is Choosable {
  return "choose" in trials;
}
