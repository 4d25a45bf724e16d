import { inverse } from "./inverse.ts";

/** Alike trials of documents, by column, one entry a document: all of one `x`, which a fit does not tell apart. */
export interface ObservedCell<X = readonly number[]> {
  /** Regressors, the constant 1 among them. */
  readonly x: X;
  /** Mean outcome, 0..1, of `weight` trials. */
  readonly y: ArrayLike<number>;
  readonly weight: ArrayLike<number>;
  /** Number of the document, from 0; the same in all cells. */
  readonly cluster: ArrayLike<number>;
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
export function regress(data: readonly ObservedCell[], link: Link): Regression | undefined {
  return regressOn(data, (x) => x, link);
}

/** The same of cells whose regressors follow from an `x`. */
export function regressOn<X>(
  data: readonly ObservedCell<X>[],
  regressorsOf: (x: X) => readonly number[],
  link: Link,
): Regression | undefined {
  const cells = data.map((cell) => summed(cell, regressorsOf(cell.x)));
  const size = cells[0]?.x.length ?? 0;
  const clusters = countClusters(data);
  const n = cells.reduce((sum, { weight }) => sum + weight, 0);
  if (clusters < 2 || n <= size) return undefined;
  const coefficients = solve(cells, link, size);
  if (coefficients === undefined) return undefined;
  const inner = inverse(momentsOf(cells, link, coefficients).bread);
  if (inner === undefined) return undefined;
  const correction = (clusters / (clusters - 1)) * ((n - 1) / (n - size));
  const scores = scoresOf(data, cells, link, coefficients);
  const errors = inner.map((row) => {
    let variance = 0;
    // (B s_g)_i squared, summed over clusters: the diagonal of B (sum of s_g s_g') B.
    for (const score of scores) variance += dot(row, score) ** 2;
    return Math.sqrt(correction * variance);
  });
  return { coefficients, errors, freedom: clusters - 1 };
}

function countClusters(data: readonly ObservedCell<unknown>[]): number {
  const met: true[] = [];
  let clusters = 0;
  for (const { cluster } of data)
    for (let i = 0; i < cluster.length; i++) {
      const number = cluster[i] as number;
      if (met[number]) continue;
      met[number] = true;
      clusters++;
    }
  return clusters;
}

/** A cell as far as a fit goes. */
interface Summed {
  readonly x: readonly number[];
  readonly weight: number;
  /** Sum of weight times outcome. */
  readonly sum: number;
}

function summed({ y, weight }: ObservedCell<unknown>, x: readonly number[]): Summed {
  let [total, sum] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    total += weight[i] as number;
    sum += (weight[i] as number) * (y[i] as number);
  }
  return { x, weight: total, sum };
}

const MOST_STEPS = 40;

function solve(cells: readonly Summed[], link: Link, size: number): number[] | undefined {
  let coefficients: number[] = new Array(size).fill(0);
  for (let step = 0; step < MOST_STEPS; step++) {
    const { bread, gradient } = momentsOf(cells, link, coefficients);
    const inner = inverse(bread);
    if (inner === undefined) return undefined;
    const change = inner.map((row) => dot(row, gradient));
    coefficients = coefficients.map((value, i) => value + (change[i] ?? 0));
    if (change.every((value) => Math.abs(value) < 1e-10)) return coefficients;
  }
  return undefined;
}

/** X'WX, and the sum of x (y - fitted). */
function momentsOf(
  cells: readonly Summed[],
  link: Link,
  coefficients: readonly number[],
): { readonly bread: number[][]; readonly gradient: number[] } {
  const size = coefficients.length;
  const bread = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const gradient = new Array<number>(size).fill(0);
  for (const { x, weight, sum } of cells) {
    const fitted = fittedAt(x, link, coefficients);
    const curvature = weight * (link === "logit" ? fitted * (1 - fitted) : 1);
    addTimes(gradient, x, sum - weight * fitted);
    for (let i = 0; i < size; i++) addTimes(bread[i] as number[], x, (x[i] as number) * curvature);
  }
  return { bread, gradient };
}

/** Each cluster's sum of x (y - fitted), cluster by cluster. */
function scoresOf(
  data: readonly ObservedCell<unknown>[],
  cells: readonly Summed[],
  link: Link,
  coefficients: readonly number[],
): number[][] {
  const scores: number[][] = [];
  data.forEach(({ y, weight, cluster }, at) => {
    const { x } = cells[at] as Summed;
    const fitted = fittedAt(x, link, coefficients);
    for (let i = 0; i < y.length; i++) {
      const own = cluster[i] as number;
      scores[own] ??= new Array<number>(x.length).fill(0);
      addTimes(scores[own], x, (weight[i] as number) * ((y[i] as number) - fitted));
    }
  });
  return scores.filter(() => true);
}

function fittedAt(x: readonly number[], link: Link, coefficients: readonly number[]): number {
  const eta = dot(coefficients, x);
  return link === "logit" ? 1 / (1 + Math.exp(-eta)) : eta;
}

function addTimes(to: number[], x: readonly number[], factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = (to[i] as number) + (x[i] as number) * factor;
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
