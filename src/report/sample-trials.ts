import { evenly } from "../charts/evenly.ts";
import type { Trial } from "../record.ts";
import { evenSample } from "./even-sample.ts";

/** A hit, a miss (some needle was not found), or no score at all. */
export type Outcome = "miss" | "unscored" | "hit";

export function outcomeOf(trial: Trial): Outcome {
  if (trial.status !== "scored" || trial.score === undefined) return "unscored";
  return trial.score.recall < 1 ? "miss" : "hit";
}

/** Picks the trials that a report shows while a record is read. */
export interface Sampler {
  add(trial: Trial): void;
  /**
   * Misses first, then unscored ones, then hits. Misses may fill all but a tenth for each of the other two; each
   * kind is spread evenly over the record, so that every cell can occur.
   */
  shown(): readonly Trial[];
}

export const MOST_SHOWN = 200;

export function createSampler(most = MOST_SHOWN): Sampler {
  const kinds = {
    miss: evenSample<Trial>(most),
    unscored: evenSample<Trial>(most),
    hit: evenSample<Trial>(most),
  };
  return {
    add: (trial) => kinds[outcomeOf(trial)].add(trial),
    shown: () => {
      const [misses, unscored, hits] = [kinds.miss.kept(), kinds.unscored.kept(), kinds.hit.kept()];
      const kept = Math.floor(most / 10);
      const shownMisses = evenly(
        misses,
        most - Math.min(kept, unscored.length) - Math.min(kept, hits.length),
      );
      const room = most - shownMisses.length;
      const shownUnscored = evenly(unscored, room - Math.min(kept, hits.length));
      return [...shownMisses, ...shownUnscored, ...evenly(hits, room - shownUnscored.length)];
    },
  };
}

/** The trials that a report shows of a record in memory. */
export function sampleTrials(trials: Iterable<Trial>, most = MOST_SHOWN): readonly Trial[] {
  const sampler = createSampler(most);
  for (const trial of trials) sampler.add(trial);
  return sampler.shown();
}
