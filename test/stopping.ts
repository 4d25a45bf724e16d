import { decided } from "../src/analysis/decided.ts";
import type { Verdict } from "../src/analysis/verdict.ts";
import type { Trial, UntilDecided } from "../src/record.ts";
import { nextLook } from "../src/run/looks.ts";
import type { Depth } from "../src/types.ts";
import { edgesAndMiddle, type Truth } from "./simulate.ts";

/** A simulated model whose right verdicts are known. */
export interface StoppingTruth {
  readonly name: string;
  readonly truth: Truth;
  /** What may be said of it; anything else but `inconclusive` is an error. */
  readonly right: readonly Verdict[];
}

const curve = (first: number, middle: number, last: number): ((depth: Depth) => number) =>
  edgesAndMiddle(first, middle, last);

/** The curves of the simulated models, weaker and uneven ones, and the edges of what is true. */
export const stoppingTruths: readonly StoppingTruth[] = [
  { name: "u, strong: .95 .5 .95", truth: { recall: curve(0.95, 0.5, 0.95) }, right: ["lost in the middle"] },
  { name: "u, weak: .9 .75 .9", truth: { recall: curve(0.9, 0.75, 0.9) }, right: ["lost in the middle"] },
  { name: "u, uneven: .95 .5 .75", truth: { recall: curve(0.95, 0.5, 0.75) }, right: ["lost in the middle"] },
  { name: "primacy: .95 .5 .5", truth: { recall: curve(0.95, 0.5, 0.5) }, right: ["primacy only"] },
  { name: "recency: .5 .5 .95", truth: { recall: curve(0.5, 0.5, 0.95) }, right: ["recency only"] },
  { name: "inverted: .6 .9 .6", truth: { recall: curve(0.6, 0.9, 0.6) }, right: ["inverted"] },
  { name: "flat: .8", truth: { recall: () => 0.8 }, right: ["flat"] },
  { name: "flat: .5", truth: { recall: () => 0.5 }, right: ["flat"] },
  { name: "flat: .95", truth: { recall: () => 0.95 }, right: ["flat"] },
  { name: "flat: 1", truth: { recall: () => 1 }, right: ["flat"] },
  {
    name: "flat: .8, alike documents, a tenth lost",
    truth: { recall: () => 0.8, likeness: 0.5, lost: () => 0.1 },
    right: ["flat"],
  },
  // As far from the middle as the margin: no longer flat, and lost in the middle.
  { name: "at the margin: 1 .9 1", truth: { recall: curve(1, 0.9, 1) }, right: ["lost in the middle"] },
  {
    name: "at the margin, alike documents",
    truth: { recall: curve(1, 0.9, 1), likeness: 1 },
    right: ["lost in the middle"],
  },
  // The end exactly half-way: neither "primacy only" nor "flat" is true.
  { name: "half-way: .9 .5 .7", truth: { recall: curve(0.9, 0.5, 0.7) }, right: ["lost in the middle"] },
];

export interface Stop {
  readonly verdict: Verdict;
  /** Documents it took; the cap where nothing was decided. */
  readonly documents: number;
}

/** Adds documents by the runner's rule until a verdict is decided. The truth's documents are the cap. */
export function stopOf(trials: readonly Trial[], cap: number, rule: UntilDecided): Stop {
  for (let documents = nextLook(0, cap); ; documents = nextLook(documents, cap)) {
    const verdict = decided(
      trials.filter(({ cell }) => cell.seed <= documents),
      rule,
    );
    if (verdict !== undefined) return { verdict, documents };
    if (documents >= cap) return { verdict: "inconclusive", documents: cap };
  }
}
