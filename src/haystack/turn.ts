import { createRng, hash128, type Rng } from "../random.ts";

/** Seeds of one run follow each other and begin at a multiple of this; each run has an order of its own. */
const RUN = 1_000_000;

/**
 * The `k` items whose turn it is, by the seed that a generator comes from: over the seeds of a run no item comes
 * again before all have come.
 */
export function takeTurn<T>(items: readonly T[], rng: Rng, k: number): readonly T[] {
  const named = Number(rng.seed);
  const seed = Number.isSafeInteger(named) ? Math.abs(named) : hash128(rng.seed)[0];
  const order = createRng(Math.floor(seed / RUN))
    .fork("turn")
    .shuffle(items);
  const from = (seed % RUN) * k;
  return Array.from({ length: k }, (_, i) => order[(from + i) % order.length] as T);
}
