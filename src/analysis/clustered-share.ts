import type { AnalysisOptions, Estimate } from "../findings.ts";
import { grouped, percent } from "../number-words.ts";
import { createRng } from "../random.ts";
import { bcaInterval } from "../stats/bca-interval.ts";
import { effectiveSample } from "../stats/effective-sample.ts";
import { expandedLevel } from "../stats/expanded-level.ts";
import { normalQuantile } from "../stats/normal-quantile.ts";
import { resampleMeans } from "../stats/resample-means.ts";
import { studentQuantile } from "../stats/student-quantile.ts";
import { wilson } from "../stats/wilson.ts";

/** Documents with another share than the most common one, below which a bootstrap of fractions is not believed. */
const FEWEST_UNLIKE = 5;

/** What one document adds to a share; it may add several times. */
export interface Part {
  readonly document: string;
  /** Sum of values of 0..1 over `scored` of them. */
  readonly recall: number;
  readonly scored: number;
}

/**
 * A share with its interval, documents as clusters; undefined where nothing was scored. `fractional`: whether some
 * value is neither 0 nor 1. One whole value a document: Wilson. Several a document (pooled depths or lengths): Wilson
 * on the effective sample, since they share needle and filler. Fractions (several needles): BCa bootstrap of documents
 * at a level expanded for their number, or, where documents are too alike for it, Wilson with documents as n.
 * `test/long/share-coverage.test.ts` holds how often it covers the truth.
 */
export function clusteredShare(
  parts: Iterable<Part>,
  fractional: boolean,
  options: AnalysisOptions,
): Estimate | undefined {
  return shareOfClusters(byCluster(parts), fractional, options);
}

/** Sum of values and number of them, an entry a document. */
export interface Clusters {
  readonly sums: readonly number[];
  readonly sizes: readonly number[];
}

/** The same where the parts of each document are added up already. */
export function shareOfClusters(
  clusters: Clusters,
  fractional: boolean,
  options: AnalysisOptions,
): Estimate | undefined {
  const estimate = fixedShare(clusters, fractional, options);
  if (estimate === undefined || options.untilDecided === undefined) return estimate;
  return { ...estimate, method: `${estimate.method}, as for a fixed n` };
}

function fixedShare(
  { sums, sizes }: Clusters,
  fractional: boolean,
  options: AnalysisOptions,
): Estimate | undefined {
  const n = sizes.reduce((sum, size) => sum + size, 0);
  if (n === 0) return undefined;
  const found = sums.reduce((sum, recall) => sum + recall, 0);
  const value = found / n;
  const { level } = options;
  const title = `Wilson ${percent(level)}`;
  if (fractional) {
    const clusters = sums.length;
    if (unlike(sums, sizes) < FEWEST_UNLIKE)
      return { value, ...wilson(value * clusters, clusters, level), n, method: `${title}, documents as n` };
    // The stream hangs on the seed and on nothing else: cells share their random numbers and nothing more.
    const sorted = resampleMeans(sums, options.bootstrapDraws, createRng(options.seed).fork("recall"), sizes);
    const influence = sums.map((sum, i) => sum - value * (sizes[i] ?? 0));
    const bounds = bcaInterval({ sorted, mean: value, influence }, expandedLevel(level, clusters));
    return { value, ...bounds, n, method: bootstrapName("BCa", options) };
  }
  if (sums.length === n) return { value, ...wilson(found, n, level), n, method: title };
  const worth = effectiveSample(sums, sizes) * fewClusters(sums.length, level);
  const method = `${title}, effective n ${grouped(worth)} (documents: ${grouped(sums.length)})`;
  return { value, ...wilson(value * worth, worth, level), n, method };
}

/**
 * The effective sample is itself estimated from few documents: Korn & Graubard (1998), Survey Methodology 24: 193-201,
 * take it times the squared quotient of the normal's and of Student's quantile with documents - 1 degrees of freedom.
 * Without it, intervals of 20 alike documents hold the truth in 92.5 % and not in 95.
 */
function fewClusters(clusters: number, level: number): number {
  if (clusters < 2) return 1;
  const tail = (1 - level) / 2;
  return (normalQuantile(tail) / studentQuantile(tail, clusters - 1)) ** 2;
}

export function bootstrapName(kind: string, { level, bootstrapDraws }: AnalysisOptions): string {
  return `cluster bootstrap ${kind} ${percent(level)}, ${grouped(bootstrapDraws)} draws`;
}

function byCluster(parts: Iterable<Part>): Clusters {
  const documents = new Map<string, { recall: number; scored: number }>();
  for (const { document, recall, scored } of parts) {
    if (scored === 0) continue;
    const sofar = documents.get(document);
    if (sofar === undefined) documents.set(document, { recall, scored });
    else {
      sofar.recall += recall;
      sofar.scored += scored;
    }
  }
  const units = [...documents.values()];
  return { sums: units.map((unit) => unit.recall), sizes: units.map((unit) => unit.scored) };
}

function unlike(sums: readonly number[], sizes: readonly number[]): number {
  const counts = new Map<number, number>();
  sums.forEach((sum, i) => {
    const mean = Math.round((sum / (sizes[i] ?? 1)) * 1e9);
    counts.set(mean, (counts.get(mean) ?? 0) + 1);
  });
  return sums.length - Math.max(...counts.values());
}
