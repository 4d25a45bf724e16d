import type { PromptTokenizer } from "../models/prompt.ts";
import { needle } from "../tasks/needle.ts";
import type { Cell, Sample } from "../types.ts";
import { openHaystack, openNeedles } from "./open-sweep.ts";

/** Token span [start, end) of the gold in the prompt of a needle cell, as the model gets it. */
export type GoldSpan = (cell: Cell) => readonly [start: number, end: number];

/** Rebuilds needle prompts to find where their gold came to stand; each cell once. */
export async function goldSpans(prompts: PromptTokenizer): Promise<GoldSpan> {
  const { tokenizer } = prompts;
  const kit = { haystack: await openHaystack(), needles: await openNeedles(), tokenizer, prefill: true };
  const known = new Map<string, readonly [number, number]>();
  return (cell) => {
    const key = JSON.stringify(cell);
    const span = known.get(key) ?? spanOf(prompts, needle.build(cell, kit));
    known.set(key, span);
    return span;
  };
}

/** Token span of a sample's gold. */
export function spanOf(prompts: PromptTokenizer, { messages, gold }: Sample): readonly [number, number] {
  const [fact] = gold;
  const at = (offset: number): number => prompts.positionOf(messages, offset);
  return [at(fact?.start ?? 0), at(fact?.end ?? 0)];
}
