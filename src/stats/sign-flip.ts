import type { Rng } from "../random.ts";

/** Finest grid tried for exact counting: every share of 1 to 8 trials lies on it. */
const FINEST = 840;
/** Additions that an exact count may take, and terms of the characteristic function. */
const MOST_STEPS = 5e5;
const MOST_TERMS = 5e7;

/**
 * Two-sided test that paired differences lean neither way. When the two sides of a document may change places, each
 * difference has either sign with chance 1/2; the sum of all is compared with all 2^n such sums. Differences of -1,
 * 0 and 1 make it the exact McNemar test; means over several trials a side make fractions, whose signs alone would
 * mislead (where every trial has chance 0.9, two are ahead of three in 22 % of documents and behind in 18 %).
 * Documents are the unit, so it stays valid where a document's neighbouring depths rise and fall together; fewer
 * than 6 documents cannot reach 0.05.
 * Fisher (1935), The Design of Experiments, section 21; Pitman (1937). Counted exactly on a grid by the shift
 * algorithm (Streitberg & Roehmel 1986); for thousands of documents through the characteristic function, no smaller than
 * 1e-12; from `draws` seeded flips where there is no grid or too much to count.
 */
export function signFlipTest(differences: ArrayLike<number>, draws: number, rng: Rng): number {
  const sizes = Array.from(differences).filter((d) => Math.abs(d) > 1e-12);
  const sum = Math.abs(sizes.reduce((total, d) => total + d, 0));
  const scale = gridOf(sizes);
  if (scale === undefined) return sampled(sizes, sum, draws, rng);
  const units = sizes.map((d) => Math.round(Math.abs(d) * scale));
  const span = units.reduce((total, unit) => total + unit, 0);
  const rounded = Math.round(sum * scale);
  if (span * sizes.length <= MOST_STEPS) return exact(units, span, rounded);
  const counts = countEach(units);
  return span * counts.size <= MOST_TERMS
    ? exactOfMany(counts, span, rounded)
    : sampled(sizes, sum, draws, rng);
}

/** The smallest whole number that makes every difference whole, if one up to FINEST does. */
function gridOf(sizes: readonly number[]): number | undefined {
  for (let scale = 1; scale <= FINEST; scale++)
    if (sizes.every((d) => Math.abs(d * scale - Math.round(d * scale)) < 1e-7)) return scale;
  return undefined;
}

function exact(units: readonly number[], span: number, sum: number): number {
  // chances[s]: that the positive ones add up to s; the signed sum is then 2 s - span.
  const chances = new Float64Array(span + 1);
  chances[0] = 1;
  let reached = 0;
  for (const unit of units) {
    reached += unit;
    for (let s = reached; s >= 0; s--)
      chances[s] = ((chances[s] as number) + (s >= unit ? (chances[s - unit] as number) : 0)) / 2;
  }
  let p = 0;
  chances.forEach((share, s) => {
    if (Math.abs(2 * s - span) >= sum) p += share;
  });
  return Math.min(1, p);
}

/** A chance below this is lost in the rounding of the sum that gives it. */
const LEAST_OF_MANY = 1e-12;
/** Terms of this size, MOST_TERMS of them over the sine of the first frequency, come to less than 1e-17. */
const NOTHING = 1e-32;

/**
 * The same for thousands of differences of few sizes, from the characteristic function of their sum: that of c
 * differences of size u is cos(u t)^c, and a discrete Fourier transform over the span inverts the product exactly
 * (Davies 1973, Biometrika 60: 415-417, for lattices), the tail added up in closed form.
 */
function exactOfMany(counts: ReadonlyMap<number, number>, span: number, sum: number): number {
  const points = span + 1;
  const last = (span - sum) / 2;
  // The most common size first: its factor is the smallest, and most products are nothing after it.
  const sizes = [...counts].sort(([, a], [, b]) => b - a);
  let total = last + 1;
  // Frequencies j and points - j are conjugates. One in the middle would stand alone, but then the span is odd, so one
  // of the sizes is, and its cosine there is 0.
  for (let j = 1; 2 * j < points; j++) {
    const half = (Math.PI * j) / points;
    let product = 1;
    for (const [unit, count] of sizes) {
      product *= Math.cos(unit * half) ** count;
      if (Math.abs(product) < NOTHING) break;
    }
    if (Math.abs(product) < NOTHING) continue;
    total += (2 * product * Math.sin((last + 1) * half) * Math.cos((last - span) * half)) / Math.sin(half);
  }
  return Math.min(1, Math.max(LEAST_OF_MANY, (2 * total) / points));
}

/** How often each size stands there, in order of size: rounding then hangs on no order of documents. */
function countEach(units: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const unit of [...units].sort((a, b) => a - b)) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  return counts;
}

function sampled(sizes: readonly number[], sum: number, draws: number, rng: Rng): number {
  let extreme = 0;
  for (let draw = 0; draw < draws; draw++) {
    let flipped = 0;
    for (const size of sizes) flipped += rng.float() < 0.5 ? size : -size;
    if (Math.abs(flipped) >= sum * (1 - 1e-9)) extreme++;
  }
  return (1 + extreme) / (1 + draws);
}
