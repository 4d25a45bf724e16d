/**
 * How much likelier `k` successes of `n` trials are than `mode`, as a logarithm, both from 0 to n; `odds` = p / (1 - p).
 * Hoermann (1993), J. Statist. Comput. Simul. 46: 101-110, step 3.2 of algorithm BTRS; to about 1e-12.
 */
export function logBinomialRatio(k: number, mode: number, n: number, odds: number): number {
  return (
    (mode + 0.5) * Math.log((mode + 1) / (odds * (n - mode + 1))) +
    (n + 1) * Math.log((n - mode + 1) / (n - k + 1)) +
    (k + 0.5) * Math.log((odds * (n - k + 1)) / (k + 1)) +
    stirlingRest(mode) +
    stirlingRest(n - mode) -
    stirlingRest(k) -
    stirlingRest(n - k)
  );
}

/** What Stirling's formula leaves out of log k!, around k + 1: three terms of the series, exact below ten. */
function stirlingRest(k: number): number {
  if (k < SMALL_RESTS.length) return SMALL_RESTS[k] as number;
  const inverse = 1 / (k + 1);
  const square = inverse * inverse;
  return (1 / 12 - (1 / 360 - square / 1260) * square) * inverse;
}

const SMALL_RESTS: readonly number[] = Array.from({ length: 10 }, (_, k) => {
  let logFactorial = 0;
  for (let i = 2; i <= k; i++) logFactorial += Math.log(i);
  return logFactorial - (0.5 * Math.log(2 * Math.PI) + (k + 0.5) * Math.log(k + 1) - (k + 1));
});
