import { inverse } from "./inverse.ts";

/** Alike trials of one document. */
export interface Observation {
  /** Regressors, the constant 1 among them. */
  readonly x: readonly number[];
  /** Mean outcome, 0..1, of `weight` trials. */
  readonly y: number;
  readonly weight: number;
  /** Number of the document, from 0. */
  readonly cluster: number;
}

/** A fitted model; one entry a regressor. */
export interface Regression {
  readonly coefficients: readonly number[];
  /** Standard errors, documents as clusters. */
  readonly errors: readonly number[];
  /** Degrees of freedom for t: clusters - 1 (Cameron & Miller 2015, Journal of Human Resources 50: 317-372). */
  readonly freedom: number;
}

type Link = "identity" | "logit";

/**
 * Least squares (a linear probability model), or a logistic model by iteratively reweighted least squares (McCullagh
 * & Nelder 1989, section 2.5; shares allowed). Standard errors are the sandwich of Liang & Zeger (1986), Biometrika
 * 73: 13-22, summed over clusters, times CR1 = G / (G - 1) (n - 1) / (n - k). Undefined with fewer than two clusters,
 * where regressors do not differ enough, or where hits and misses are so apart that no finite fit exists.
 */
export function regress(data: readonly Observation[], link: Link): Regression | undefined {
  const size = data[0]?.x.length ?? 0;
  const clusters = new Set(data.map(({ cluster }) => cluster)).size;
  const n = data.reduce((sum, { weight }) => sum + weight, 0);
  if (clusters < 2 || n <= size) return undefined;
  const coefficients = solve(data, link, size);
  if (coefficients === undefined) return undefined;
  const { bread, scores } = momentsOf(data, link, coefficients);
  const inner = inverse(bread);
  if (inner === undefined) return undefined;
  const correction = (clusters / (clusters - 1)) * ((n - 1) / (n - size));
  const errors = inner.map((row) => {
    let variance = 0;
    // (B s_g)_i squared, summed over clusters: the diagonal of B (sum of s_g s_g') B.
    for (const score of scores.values()) variance += dot(row, score) ** 2;
    return Math.sqrt(correction * variance);
  });
  return { coefficients, errors, freedom: clusters - 1 };
}

const MOST_STEPS = 40;

function solve(data: readonly Observation[], link: Link, size: number): number[] | undefined {
  let coefficients: number[] = new Array(size).fill(0);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { bread, scores } = momentsOf(data, link, coefficients);
    const inner = inverse(bread);
    if (inner === undefined) return undefined;
    const gradient: number[] = new Array(size).fill(0);
    for (const score of scores.values())
      score.forEach((value, i) => {
        gradient[i] = (gradient[i] ?? 0) + value;
      });
    const change = inner.map((row) => dot(row, gradient));
    coefficients = coefficients.map((value, i) => value + (change[i] ?? 0));
    if (change.every((value) => Math.abs(value) < 1e-10)) return coefficients;
  }
  return undefined;
}

/** X'WX, and each cluster's sum of x (y - fitted). */
function momentsOf(
  data: readonly Observation[],
  link: Link,
  coefficients: readonly number[],
): { readonly bread: number[][]; readonly scores: ReadonlyMap<number, number[]> } {
  const size = coefficients.length;
  const bread = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const scores = new Map<number, number[]>();
  for (const { x, y, weight, cluster } of data) {
    const eta = dot(coefficients, x);
    const fitted = link === "logit" ? 1 / (1 + Math.exp(-eta)) : eta;
    const curvature = weight * (link === "logit" ? fitted * (1 - fitted) : 1);
    const rest = weight * (y - fitted);
    let score = scores.get(cluster);
    if (score === undefined) {
      score = new Array<number>(size).fill(0);
      scores.set(cluster, score);
    }
    for (let i = 0; i < size; i++) {
      const xi = x[i] as number;
      score[i] = (score[i] as number) + xi * rest;
      const row = bread[i] as number[];
      for (let j = 0; j < size; j++) row[j] = (row[j] as number) + xi * (x[j] as number) * curvature;
    }
  }
  return { bread, scores };
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
