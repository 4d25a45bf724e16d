import { MidspanError } from "../errors.ts";
import type { Finding } from "../findings.ts";
import { wilson } from "../stats/wilson.ts";

/** Recall by position of one number of chunks. */
export interface PlacementCurve {
  readonly k: number;
  /** One entry a measured position, the first chunk first and the last last; of many chunks, evenly spread ones. */
  readonly hits: readonly number[];
  readonly n: readonly number[];
}

/** What `midspan rag` writes as placementProfile.json: where one model reads best. */
export interface PlacementProfile {
  readonly schema: 1;
  readonly model: string;
  readonly simulated?: true;
  readonly curves: readonly PlacementCurve[];
}

/**
 * For `k` chunks: at which rank the chunk of each position stands, e.g. [2, 3, 1]: the second best first, the best last.
 * Best ranks go to the positions with the best recall. Where no position is shown to differ from the best one (their
 * 95 % Wilson intervals overlap), the ranking is kept as it is: there is nothing to gain. Between measured numbers of
 * chunks recall is read off at the same share of the way through the prompt, from the nearest number.
 * Throws `usage` where the profile has no curve, or k is below 1.
 *
 * @example
 * ```ts
 * const ranks = orderFor(profile, ranked.length); // [2, 3, 1]: the second best first, the best last
 * ```
 */
export function orderFor(profile: PlacementProfile, k: number): readonly number[] {
  // From JavaScript the whole file is easily handed in.
  if (!Array.isArray(profile.curves))
    throw new MidspanError("usage", "a placement profile; one of the file's profiles: no curves");
  const [head, ...rest] = profile.curves;
  if (head === undefined)
    throw new MidspanError("usage", `a placement profile; one curve or more: ${profile.model}`);
  if (!Number.isInteger(k) || k < 1) throw new MidspanError("usage", `chunks; a whole number from 1: ${k}`);
  const curve = rest.reduce((near, one) => (Math.abs(one.k - k) < Math.abs(near.k - k) ? one : near), head);
  const ranks = Array.from({ length: k }, (_, i) => i + 1);
  if (isFlat(curve)) return ranks;
  const recall = ranks.map((_, i) => recallAt(curve, k === 1 ? 0 : i / (k - 1)));
  const positions = ranks.map((_, i) => i).sort((a, b) => (recall[b] ?? 0) - (recall[a] ?? 0) || a - b);
  const order = new Array<number>(k);
  positions.forEach((position, i) => {
    order[position] = i + 1;
  });
  return order;
}

/** Curves by model, from the findings of a run that placed gold among k chunks. */
export function curvesOf(findings: readonly Finding[], k: number): ReadonlyMap<string, PlacementCurve> {
  const rows = findings.find(({ name }) => name === "recall-by-length-and-depth")?.rows ?? [];
  const curves = new Map<string, { hits: number[]; n: number[] }>();
  for (const { group, estimate } of rows) {
    if (estimate === undefined) continue;
    const curve = curves.get(String(group.model)) ?? { hits: [], n: [] };
    curves.set(String(group.model), curve);
    curve.hits.push(Math.round(estimate.value * estimate.n));
    curve.n.push(estimate.n);
  }
  return new Map([...curves].map(([model, { hits, n }]) => [model, { k, hits, n }]));
}

function isFlat({ hits, n }: PlacementCurve): boolean {
  const intervals = hits.map((own, i) => wilson(own, n[i] ?? 0));
  const highestLow = Math.max(...intervals.map(({ low }) => low));
  return intervals.every(({ high }) => high >= highestLow);
}

/** Between neighbouring positions in proportion. */
function recallAt({ hits, n }: PlacementCurve, share: number): number {
  const at = share * (hits.length - 1);
  const of = (i: number): number => ((n[i] ?? 0) === 0 ? 0 : (hits[i] ?? 0) / (n[i] ?? 1));
  const below = of(Math.floor(at));
  return below + (at - Math.floor(at)) * (of(Math.ceil(at)) - below);
}
