import type { Needle } from "../types.ts";

/** "a, b and c". */
export function inWords(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** The values of several needles, as a model would list them. */
export function listed(needles: readonly Needle[]): string {
  return needles.map((needle) => needle.answers[0]).join(", ");
}
