import type { Rng } from "../../random.ts";

/** The best score is drawn about BEST; each next one is lower by a random part of what is left above FLOOR. */
const BEST = 0.82;
const SPREAD = 0.05;
const FLOOR = 0.2;
/** Mean share of the height above the floor that a rank loses. */
const LOSS = 0.08;

/** Scores of ranks 1 to k like cosines: strictly falling, steeper at the top, no two questions' alike. */
export function drawScores(k: number, rng: Rng): readonly number[] {
  let height = BEST - FLOOR + SPREAD * (2 * rng.float() - 1);
  return Array.from({ length: k }, (_, i) => {
    // Exponential steps: most are small, some wide.
    if (i > 0) height *= Math.exp(-LOSS * Math.max(1e-3, -Math.log(1 - rng.float())));
    return FLOOR + height;
  });
}
