import { MidspanError } from "../errors.ts";
import type { Generation } from "../types.ts";

/**
 * Throws `bad-response` where a server reports an answer that ended by itself and holds no visible character. Some
 * models do end a turn without a word, but servers lose answers too (thinking that is cut off, a template that
 * swallows the text, a gateway that gives up), and nobody can tell which it was. A miss claims that the model was
 * heard; this one was not, so the trial is asked again and, if it stays silent, counted as failed where everybody
 * sees it. An empty answer that ran into the limit is truncated, a refusal is refused: both may be empty. A model in
 * this process loses nothing on the way: there, silence is a miss.
 */
export function refuseSilence(generation: Generation): Generation {
  const { text, finish, outputTokens } = generation;
  if (finish.reason === "length" || finish.reason === "refusal" || text.trim() !== "") return generation;
  const spent = outputTokens === undefined ? "output tokens not reported" : `${outputTokens} output tokens`;
  throw new MidspanError("bad-response", `the answer is empty; text before its end: ${spent}`, {
    retryable: true,
  });
}
