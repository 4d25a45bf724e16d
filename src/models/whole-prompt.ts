import { MidspanError } from "../errors.ts";
import type { GenerateOptions, Sample } from "../types.ts";

/** Whether a server that read `tokens` of a prompt has read all of it. */
export type IsWhole = (tokens: number, sample: Sample, options: Pick<GenerateOptions, "counted">) => boolean;

/** Of our count: chat templates differ, and some servers leave out what they add. */
const OF_COUNT = 0.9;
/** Of an estimate: the characters of a token vary twofold between kinds of text. */
const OF_ESTIMATE = 0.45;
/** Of what the shorter prompts about the same document came to, token by token. */
const OF_GROWTH = 0.8;
/** What counts as longer: prompts of one length differ by a few tokens, in our estimate otherwise than on the server. */
const LONGER = 1.05;
/** Most tokens that a chat template adds unasked, a system prompt of its own for example. */
const TEMPLATE = 150;
/** Documents that are remembered; a run asks about one after the other. */
const CAPACITY = 256;

/**
 * Watches the prompts of one model. A count is held to nine tenths. An estimate is held to somewhat less than a half, and to growth:
 * of two prompts about one document, the longer one must have been read longer by four fifths of what the shorter
 * one's tokens came to. So a cut below a tenth of a counted prompt, or a fifth of the way between two estimated
 * ones, stays unseen.
 */
export function watchPrompts(): IsWhole {
  const longest = new Map<string, { readonly sent: number; readonly read: number }>();
  return (read, { cell, promptTokens: sent }, { counted }) => {
    if (counted === true) return read >= OF_COUNT * sent;
    const key = `${cell.task} ${cell.seed}`;
    const known = longest.get(key);
    if (read < OF_ESTIMATE * sent) return false;
    const grown = known === undefined || sent > LONGER * known.sent;
    if (known !== undefined && grown) {
      const share = Math.max(0, known.read - TEMPLATE) / known.sent;
      if (read < known.read + OF_GROWTH * share * (sent - known.sent)) return false;
    }
    if (known === undefined && longest.size >= CAPACITY)
      longest.delete(longest.keys().next().value as string);
    if (grown) longest.set(key, { sent, read });
    return true;
  };
}

/** What is thrown where a prompt was cut: the trial is then neither right nor wrong. */
export function cutPrompt(tokens: number, sample: Sample, cure: string): MidspanError {
  return new MidspanError(
    "context-truncated",
    `the server cut the prompt and said nothing; about ${sample.promptTokens} tokens sent: ${tokens} read`,
    { cure },
  );
}
