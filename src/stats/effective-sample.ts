/**
 * How many independent trials `sums[i]` hits of `sizes[i]` trials in each document are worth: p (1 - p) over the
 * variance of the mean between documents. Trials of one document that rise and fall together are worth fewer.
 * Korn & Graubard (1998), Survey Methodology 24: 193-201. At most the number of trials; all hits or all misses
 * show no likeness and count in full (as in NCHS Series 2, no. 175, 2017); a single document is worth one trial.
 */
export function effectiveSample(sums: ArrayLike<number>, sizes: ArrayLike<number>): number {
  const clusters = sums.length;
  let hits = 0;
  let trials = 0;
  for (let i = 0; i < clusters; i++) {
    hits += sums[i] as number;
    trials += sizes[i] as number;
  }
  if (clusters < 2) return Math.min(clusters, trials);
  const share = hits / trials;
  let squares = 0;
  for (let i = 0; i < clusters; i++) squares += ((sums[i] as number) - share * (sizes[i] as number)) ** 2;
  const variance = ((clusters / (clusters - 1)) * squares) / trials ** 2;
  return variance === 0 ? trials : Math.min(trials, (share * (1 - share)) / variance);
}
