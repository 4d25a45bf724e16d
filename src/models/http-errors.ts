import { type ErrorCode, MidspanError } from "../errors.ts";
import { retryAfterMs } from "./rate-limits.ts";
import { hideSecrets } from "./secrets.ts";

/** What a status above 399 means, with the server's own words where it gives any. */
export function errorOfResponse(
  response: Pick<Response, "status" | "headers">,
  body: string,
  secrets: readonly string[],
): MidspanError {
  const { status, headers } = response;
  // Hidden before anything is cut: half a key is a secret too.
  const said = wordsOf(hideSecrets(body, secrets));
  const code = codeOf(status, body);
  const wait = retryAfterMs(headers);
  const cure = status === 401 || status === 403 ? KEY_CURE : CURES[code];
  return new MidspanError(
    code,
    `the server refuses; HTTP status below 400: ${status}${said === "" ? "" : ` (${said})`}`,
    {
      retryable: !LASTING.has(code) && (status === 408 || status === 409 || status === 429 || status >= 500),
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
      ...(cure === undefined ? {} : { cure }),
    },
  );
}

const KEY_CURE = "Check the key of this server in the environment; midspan list models names the variable.";

const CURES: Partial<Readonly<Record<ErrorCode, string>>> = {
  "quota-exhausted": "Add credit with the provider; the same command then continues the run.",
  "context-window": "Leave out the longest lengths, or start the server with a larger context.",
};

/** What asking again does not change, whatever the status: servers hide these behind 429 and 500. */
const LASTING: ReadonlySet<ErrorCode> = new Set(["quota-exhausted", "context-window", "model-unavailable"]);

function codeOf(status: number, body: string): ErrorCode {
  const words = body.toLowerCase();
  if (
    /insufficient_quota|billing|credit balance|quota.{0,40}exceeded your current|payment/.test(words) ||
    status === 402
  )
    return "quota-exhausted";
  if (status === 429) return "rate-limited";
  if (status === 401 || status === 403) return "model-unavailable";
  if (status === 404) return "model-unavailable";
  if (
    /exceed_context_size|exceeds the available context|context_length_exceeded|context window|maximum context|prompt is too long|input token count/.test(
      words,
    )
  )
    return "context-window";
  if (status === 413) return "context-window";
  if (status === 408) return "network";
  return "bad-response";
}

/** The message of an error body in any of the usual shapes; a page of HTML is named, not quoted. */
function wordsOf(body: string): string {
  if (/^\s*</.test(body)) return "a page of HTML";
  try {
    const value = JSON.parse(body) as { error?: unknown; message?: unknown; detail?: unknown };
    const { error = value.message ?? value.detail } = value;
    const message =
      typeof error === "object" && error !== null ? (error as { message?: unknown }).message : error;
    // A server behind a server: one's error stands as text in the other's.
    if (typeof message === "string")
      return message.startsWith("{") ? wordsOf(message) : message.slice(0, 300);
  } catch {
    // Not JSON: quoted as it is.
  }
  return body.trim().slice(0, 200);
}

/** What an error in the midst of an answer means, whose status was good. */
export function errorOfStream(words: string, secrets: readonly string[]): MidspanError {
  const code = codeOf(500, words);
  const cure = CURES[code];
  const said = wordsOf(hideSecrets(words, secrets));
  return new MidspanError(code, `the server broke off its answer; an answer to its end: ${said}`, {
    retryable: !LASTING.has(code),
    ...(cure === undefined ? {} : { cure }),
  });
}
