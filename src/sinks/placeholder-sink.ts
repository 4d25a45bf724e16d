import type { Estimate } from "../findings.ts";
import type { AttentionModel } from "../models/attention-model.ts";
import { createRng } from "../random.ts";
import { placeholderNamed } from "./arms/placeholders.ts";
import { sumAttention } from "./attention-sums.ts";
import { chanceAt, importanceAt } from "./importance.ts";
import { bareMean, meanOverPrompts } from "./mean-over-prompts.ts";
import { plainTexts } from "./plain-texts.ts";

export interface PlaceholderSink {
  readonly placeholder: string;
  /** Importance of position 0 above chance, in the head of this placeholder's that gives it most. */
  readonly above: Estimate;
}

/** Gu et al. (2025), section 3: prompts of 64 tokens. */
const TOKENS = 64;

/** How much of a sink position 0 is behind each placeholder, over the same texts. */
export async function placeholderSinks(
  model: AttentionModel,
  names: readonly string[],
  documents: number,
  seed: number,
): Promise<readonly PlaceholderSink[]> {
  const texts = plainTexts(documents, seed);
  const found: PlaceholderSink[] = [];
  for (const name of names) {
    const byPrompt: (readonly number[])[] = [];
    for (const [i, text] of texts.entries()) {
      const front = model.prompts.encodeFront(placeholderNamed(name).front(seed + i));
      const ids = [...front, ...model.prompts.tokenizer.encode(text)].slice(0, TOKENS);
      const sums = sumAttention(ids.length);
      await model.look(ids, sums.add);
      const all = sums.sums();
      byPrompt.push(
        importanceAt(all, 0)
          .flat()
          .map((alpha) => alpha - chanceAt(all.tokens, 0)),
      );
    }
    const heads = (byPrompt[0] ?? []).map((_, head) =>
      byPrompt.reduce((sum, own) => sum + (own[head] ?? 0), 0),
    );
    const strongest = heads.indexOf(Math.max(...heads));
    const values = byPrompt.map((own) => own[strongest] ?? 0);
    const rng = createRng(seed).fork("placeholder-sink").fork(name);
    const above = meanOverPrompts(values, { level: 0.95, draws: 2000, rng }) ?? bareMean(values);
    found.push({ placeholder: name, above });
  }
  return found;
}
