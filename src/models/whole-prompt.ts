import { MidspanError } from "../errors.ts";
import type { GenerateOptions, Sample } from "../types.ts";

/**
 * Whether a server that read `tokens` of a prompt has read all of it. A count of ours is held to nine tenths
 * (chat templates differ, and some servers leave out what they add); an estimate only to a half, because the
 * characters of a token vary twofold between kinds of text.
 */
export function isWhole(
  tokens: number,
  { promptTokens }: Sample,
  { counted }: Pick<GenerateOptions, "counted">,
): boolean {
  return tokens >= (counted === true ? 0.9 : 0.5) * promptTokens;
}

/** What is thrown where a prompt was cut: the trial is then neither right nor wrong. */
export function cutPrompt(tokens: number, sample: Sample, cure: string): MidspanError {
  return new MidspanError(
    "context-truncated",
    `the server cut the prompt and said nothing; about ${sample.promptTokens} tokens sent: ${tokens} read`,
    { cure },
  );
}
