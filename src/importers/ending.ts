import { type Fields, given } from "./fields.ts";
import type { Unscored } from "./importer.ts";

const CUT = /^(?:length|max_tokens|max_length|truncated)$/i;
const REFUSED = /^(?:content_filter|refusal|refused|safety|prohibited_content)$/i;
const FAILED = /^(?:failed|error|failure|timeout)$/i;

/**
 * Why an answer cannot be scored, by what the row says of its end: refused, failed (an error is recorded beside it), cut
 * short, or no text at all.
 * An answer that was cut short is scored all the same where the fact came before the cut, hence `found`.
 */
export function endingOf(fields: Fields, output: string | undefined, found: boolean): Unscored | undefined {
  const ends = ["status", "finish_reason", "stop_reason", "finishReason"].map((name) => given(fields, name));
  const end = ends.find((value) => value !== undefined);
  const word = String(end ?? "");
  if (REFUSED.test(word)) return { status: "refused", message: `recorded as ${word}` };
  const error = errorOf(fields);
  if (error !== undefined || FAILED.test(word))
    return { status: "failed", message: error ?? `recorded as ${word}` };
  if (CUT.test(word) && !found) return { status: "truncated", message: `recorded as ${word}` };
  return withoutText(output);
}

/** Nothing came back, or nothing was kept: nobody knows what the model would have said. */
export function withoutText(output: string | undefined): Unscored | undefined {
  if (output === undefined) return { status: "failed", message: "no answer is recorded" };
  return output.trim() === "" ? { status: "failed", message: "the recorded answer is empty" } : undefined;
}

function errorOf(fields: Fields): string | undefined {
  const error = given(fields, "error", "error_message", "exception");
  if (error === undefined || error === false || error === 0) return undefined;
  return (typeof error === "string" ? error : JSON.stringify(error)).slice(0, 1000);
}
