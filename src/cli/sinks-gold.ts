import type { AttentionModel } from "../models/attention-model.ts";
import { parseDepths, parseLengths } from "../run/grid.ts";
import { sumAttention } from "../sinks/attention-sums.ts";
import type { GoldPrompt } from "../sinks/gold-finding.ts";
import { needle } from "../tasks/needle.ts";
import type { Sample } from "../types.ts";
import { wholeNumber } from "./numbers.ts";
import { openHaystack, openNeedles } from "./open-sweep.ts";
import { spanOf } from "./sinks-places.ts";

export interface GoldFlags {
  readonly lengths: string;
  readonly depths: string;
  readonly trials: string;
}

/** Looks at needle prompts of every length, depth and document: what their question attends to. */
export async function goldPrompts(
  model: AttentionModel,
  id: string,
  flags: GoldFlags,
  say: (text: string) => void,
): Promise<readonly GoldPrompt[]> {
  const { tokenizer } = model.prompts;
  const kit = { haystack: await openHaystack(), needles: await openNeedles(), tokenizer, prefill: true };
  const [lengths, depths] = [parseLengths(flags.lengths), parseDepths(flags.depths)];
  const trials = wholeNumber("--trials", flags.trials);
  const found: GoldPrompt[] = [];
  for (const contextLength of lengths)
    for (let seed = 0; seed < trials; seed++) {
      for (const depth of depths) {
        const sample = needle.build(
          { task: needle.name, contextLength, depth, seed, factors: needle.factors },
          kit,
        );
        found.push({ model: id, length: contextLength, depth, sums: await lookAtGold(model, sample) });
      }
      say(`needle prompts of ${contextLength} tokens: document ${seed + 1} of ${trials}`);
    }
  return found;
}

async function lookAtGold({ prompts, look }: AttentionModel, sample: Sample) {
  const { messages, answerPrefix = "" } = sample;
  const ids = prompts.encodePrompt(messages, answerPrefix);
  const sums = sumAttention(ids.length, {
    from: prompts.questionStart(messages),
    span: spanOf(prompts, sample),
  });
  await look(ids, sums.add);
  return sums.sums();
}
