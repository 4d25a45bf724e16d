import { evenly } from "../charts/evenly.ts";
import type { Trial } from "../record.ts";

/** A hit, a miss (some needle was not found), or no score at all. */
export type Outcome = "miss" | "unscored" | "hit";

export function outcomeOf(trial: Trial): Outcome {
  if (trial.status !== "scored" || trial.score === undefined) return "unscored";
  return trial.score.recall < 1 ? "miss" : "hit";
}

/**
 * The trials that a report shows: misses first, then unscored ones, then hits. Misses may fill all but a tenth
 * for each of the other two; each kind is spread evenly over the record, so that every cell can occur.
 */
export function sampleTrials(trials: readonly Trial[], most = 200): readonly Trial[] {
  const of = (outcome: Outcome): readonly Trial[] => trials.filter((trial) => outcomeOf(trial) === outcome);
  const [misses, unscored, hits] = [of("miss"), of("unscored"), of("hit")];
  const kept = Math.floor(most / 10);
  const shownMisses = evenly(misses, most - Math.min(kept, unscored.length) - Math.min(kept, hits.length));
  const room = most - shownMisses.length;
  const shownUnscored = evenly(unscored, room - Math.min(kept, hits.length));
  return [...shownMisses, ...shownUnscored, ...evenly(hits, room - shownUnscored.length)];
}
