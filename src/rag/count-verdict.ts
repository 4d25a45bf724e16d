import { chance, percent } from "../number-words.ts";
import type { BestCount } from "./best-count.ts";
import type { Step } from "./count-finding.ts";

/** `hurts`: where more chunks are first shown to lose; `no harm`: no step loses the margin; else nobody can tell. */
export type CountVerdict =
  | { readonly verdict: "hurts"; readonly at: Step }
  | { readonly verdict: "no harm"; readonly gains: readonly Step[] }
  | { readonly verdict: "cannot tell"; readonly gains: readonly Step[] };

/**
 * From the steps of one order, fewest chunks first. That no step loses more than the margin is an intersection-union test: each
 * must pass at level alpha, and no adjustment is needed (Berger 1982, Technometrics 24: 295-300).
 */
export function countVerdict(steps: readonly Step[], alpha: number): CountVerdict {
  const at = steps.find(({ value, adjusted }) => value < 0 && adjusted <= alpha);
  if (at !== undefined) return { verdict: "hurts", at };
  const gains = steps.filter(({ value, adjusted }) => value > 0 && adjusted <= alpha);
  const safe = steps.every((step) => step.noWorse || gains.includes(step));
  return { verdict: safe ? "no harm" : "cannot tell", gains };
}

export interface CountWords {
  readonly order: string;
  readonly counts: readonly number[];
  readonly best: BestCount;
  readonly n: number;
  readonly margin: number;
}

/** The verdict in a sentence with its numbers. */
export function countSentence(found: CountVerdict, { order, counts, best, n, margin }: CountWords): string {
  const [fewest, most] = [counts[0], counts.at(-1)];
  const points = Math.round(100 * margin);
  const head = `${order}, ${fewest} to ${most} chunks, ${n} questions`;
  const where =
    best.low === best.high
      ? `Recall is highest with ${best.value}`
      : `Recall is highest with ${best.value} (95 % interval ${best.low} to ${best.high})`;
  switch (found.verdict) {
    case "hurts": {
      const { from, to, shares, value, low, high, adjusted } = found.at;
      return `Adding chunks starts to hurt between ${from} and ${to} (${head}): ${percent(shares[0])} right with ${from}, ${percent(shares[1])} with ${to}, ${signed(value)} points (95 % interval ${signed(low)} to ${signed(high)}, ${chance(adjusted)}). ${where}.`;
    }
    case "no harm":
      return `No number of chunks hurts here (${head}): no step loses ${points} points. ${gainWords(found.gains)}${where}.`;
    case "cannot tell":
      return `Whether more chunks hurt cannot be told (${head}): no step is shown to lose, nor all to lose less than ${points} points. ${gainWords(found.gains)}${where}.`;
  }
}

function gainWords(gains: readonly Step[]): string {
  if (gains.length === 0) return "";
  const each = gains.map(({ from, to, value }) => `from ${from} to ${to} (${signed(value)} points)`);
  return `More helps ${each.join(" and ")}. `;
}

function signed(difference: number): string {
  const points = Math.round(100 * difference);
  return points < 0 ? `\u2212${-points}` : String(points);
}
