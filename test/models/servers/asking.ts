import type { Sample } from "../../../src/types.ts";
import { sampleOf } from "../reference.ts";
import { tokensOf } from "./answer-from.ts";

const FACT = "The colour of Ann Lee is blue.";

/** A prompt of about `sentences` sentences whose fact stands at its very start, where a cut takes it. */
export function asking(sentences: number): Sample {
  const sample = sampleOf(sentences);
  const messages = sample.messages.map((message) => ({
    ...message,
    content: message.content.replace("Read the text.\n\n", `Read the text.\n\n${FACT} `),
  }));
  const { answerPrefix: _, ...rest } = sample;
  const promptTokens = tokensOf(messages.map(({ content }) => content).join("")).length + 8;
  return { ...rest, messages, promptTokens };
}
