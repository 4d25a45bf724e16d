import type { Generation, Sample } from "../types.ts";

/** What the server's own count of a prompt says about its arrival. */
export type Counted =
  | { readonly kind: "full"; readonly tokens: number }
  | { readonly kind: "short"; readonly tokens: number }
  | { readonly kind: "unknown" };

/** Below this share of our count tokens were dropped; an estimate may itself be wrong by more than a tenth. */
const SHORT_EXACT = 0.9;
const SHORT_ESTIMATED = 0.7;

export function countedBy({ promptTokens }: Generation, sample: Sample, exact: boolean): Counted {
  if (promptTokens === undefined) return { kind: "unknown" };
  const least = (exact ? SHORT_EXACT : SHORT_ESTIMATED) * sample.promptTokens;
  return { kind: promptTokens < least ? "short" : "full", tokens: promptTokens };
}
