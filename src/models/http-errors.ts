import { type ErrorCode, MidspanError } from "../errors.ts";
import type { Reply } from "./http-exchange.ts";
import { retryAfterMs } from "./rate-limits.ts";
import { hideSecrets } from "./secrets.ts";
import { readServerError, type ServerError } from "./server-error.ts";

/** What a status above 399 means, with the server's own words where it gives any. */
export function errorOfResponse(response: Reply, body: string, secrets: readonly string[]): MidspanError {
  const { status, headers } = response;
  // Hidden before anything is cut: half a key is a secret too.
  const said = readServerError(hideSecrets(body, secrets));
  const code = codeOf(status, said);
  const wait = retryAfterMs(headers) ?? said.retryAfterMs;
  const cure = status === 401 || status === 403 ? KEY_CURE : CURES[code];
  return new MidspanError(
    code,
    `the server refuses; HTTP status below 400: ${status}${said.message === "" ? "" : ` (${said.message})`}`,
    {
      retryable: !LASTING.has(code) && (status === 408 || status === 409 || status === 429 || status >= 500),
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
      ...(cure === undefined ? {} : { cure }),
    },
  );
}

const CURES: Partial<Readonly<Record<ErrorCode, string>>> = {
  "quota-exhausted": "Add credit with the provider; the same command then continues the run.",
  "context-window": "Leave out the longest lengths, or start the server with a larger context.",
  "model-unavailable": "Is the model's name spelled as the server has it, and may the key use it?",
};

const KEY_CURE = "Check the key of this server in the environment; midspan list models names the variable.";

/** What asking again does not change, whatever the status: servers hide these behind 429 and 500. */
const LASTING: ReadonlySet<ErrorCode> = new Set(["quota-exhausted", "context-window", "model-unavailable"]);

const QUOTA_NAMES = /^(insufficient_quota|billing_error|billing_not_active|billing_hard_limit_reached)$/;
// Not "billing" or "payment" alone: OpenAI's plain limit per minute advises to add a payment method.
const QUOTA_WORDS = /insufficient_quota|exceeded your current quota|credit balance is too low/i;
const LENGTH_WORDS =
  /exceed_context_size|exceeds the available context|context_length_exceeded|context window|maximum context|prompt is too long|input token count/i;
/** Anthropic's status for a server with too much to do. */
const OVERLOADED = 529;

function codeOf(status: number, said: ServerError): ErrorCode {
  const { names, message, quota } = said;
  if (status === 402 || quota === "day" || names.some((name) => QUOTA_NAMES.test(name)))
    return "quota-exhausted";
  // Gemini words its limit per minute like a spent quota; its details tell them apart.
  if (quota === "minute") return "rate-limited";
  if (QUOTA_WORDS.test(message)) return "quota-exhausted";
  if (status === 429 || status === OVERLOADED) return "rate-limited";
  if (status === 401 || status === 403 || status === 404 || names.includes("API_KEY_INVALID"))
    return "model-unavailable";
  if (status === 413 || names.some((name) => LENGTH_WORDS.test(name)) || LENGTH_WORDS.test(message))
    return "context-window";
  if (status === 408) return "network";
  return "bad-response";
}

/** What an error in the midst of an answer means, whose status was good. */
export function errorOfStream(words: string, secrets: readonly string[]): MidspanError {
  const said = readServerError(hideSecrets(words, secrets));
  const code = codeOf(500, said);
  const cure = CURES[code];
  return new MidspanError(code, `the server broke off its answer; an answer to its end: ${said.message}`, {
    retryable: !LASTING.has(code),
    ...(cure === undefined ? {} : { cure }),
  });
}
