import { normalQuantile } from "./normal-quantile.ts";

/** A plan, or a run, of paired documents. */
export interface Detection {
  /** Documents. */
  readonly n: number;
  /** Standard deviation of the documents' differences when there is no gap, 0..1. */
  readonly deviation: number;
  /** Answers a side of a document, as the mean of which it counts; default 1. */
  readonly answers?: number;
  /** Confidence level of the test, e.g. 0.95. */
  readonly level?: number;
  readonly power?: number;
}

/**
 * The smallest mean paired difference, 0..1, that a two-sided test at `level` finds with the given power (0.8).
 * A gap g adds up to g (1 - g) to the variance (a document either loses all of it or nothing), or a part of it where a
 * document is the mean of several answers a side, which lose it one by one. So this solves
 * g^2 n = k^2 (deviation^2 + g (1 - g) / answers), k = z(level) + z(power): cautious, and not zero where deviation is.
 * An exact test of few documents (below 40) needs a little more.
 * After Connor (1987), Biometrics 43: 207-211. 1 where even a whole gap would not be found.
 */
export function detectableGap(detection: Detection): number {
  const { n, deviation, answers = 1, level = 0.95, power = 0.8 } = detection;
  const k2 = (normalQuantile((1 + level) / 2) + normalQuantile(power)) ** 2;
  const own = k2 / answers;
  const root = Math.sqrt(own * own + 4 * (n + own) * k2 * deviation ** 2);
  return Math.min(1, (own + root) / (2 * (n + own)));
}
