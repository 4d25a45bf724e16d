import type { Row } from "../findings.ts";
import type { Tally } from "./tally.ts";

/** Tallies that share the named fields, in order of first appearance. */
export function groupBy(tallies: readonly Tally[], fields: readonly (keyof Tally)[]): Tally[][] {
  const groups = new Map<string, Tally[]>();
  for (const one of tallies) {
    const key = JSON.stringify(fields.map((field) => one[field]));
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

/** Only the experiment makes curves; the other arms are its floor and ceiling. */
export function contextArm(tallies: readonly Tally[]): Tally[] {
  return tallies.filter((one) => one.arm === "context");
}

/** The same, where it is known how deep the fact stood: what curves and verdicts are made of. */
export function placedArm(tallies: readonly Tally[]): Tally[] {
  return contextArm(tallies).filter((one) => !Number.isNaN(one.depth));
}

/** A row's group: the named fields of its tallies (which agree on them), and whether they are simulated or estimated. */
export function groupOf(
  tallies: readonly Tally[],
  fields: readonly ("model" | "task" | "length" | "depth")[],
): Row["group"] {
  const [one] = tallies;
  if (one === undefined) return {};
  const named = Object.fromEntries(fields.map((field) => [field, one[field]]));
  return {
    ...named,
    ...(tallies.some((t) => t.simulated) ? { simulated: true } : {}),
    ...(tallies.some((t) => t.estimated) ? { estimated: true } : {}),
  };
}

export function unscoredOf(tallies: readonly Tally[]): number {
  return tallies.reduce((sum, one) => sum + one.unscored, 0);
}

/** Mean realised depth (0..1) over scored trials; left out where none was scored. */
export function realisedDepth(tallies: readonly Tally[]): { readonly realisedDepth?: number } {
  const mean = meanOf(tallies, "goldDepth");
  return mean === undefined ? {} : { realisedDepth: mean };
}

/** Mean realised length in tokens over scored trials; left out where none was scored. */
export function realisedLength(tallies: readonly Tally[]): { readonly realisedLength?: number } {
  const mean = meanOf(tallies, "tokens");
  return mean === undefined ? {} : { realisedLength: mean };
}

function meanOf(tallies: readonly Tally[], field: "goldDepth" | "tokens"): number | undefined {
  const scored = tallies.reduce((sum, one) => sum + one.scored, 0);
  return scored === 0 ? undefined : tallies.reduce((sum, one) => sum + one[field], 0) / scored;
}
