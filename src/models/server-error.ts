/** What an error body says, in any of the usual shapes. */
export interface ServerError {
  /** For people; at most 300 characters. A page of HTML is named, not quoted. */
  readonly message: string;
  /** Words for programs: OpenAI's and Anthropic's `type`, `code`; Google's `status` and reasons. */
  readonly names: readonly string[];
  /** Which allowance is spent, where Google's details name it. */
  readonly quota?: "minute" | "day";
  /** Google says in the body, not in a header, when to come back. */
  readonly retryAfterMs?: number;
}

const LONGEST_WORDS = 300;

export function readServerError(body: string): ServerError {
  if (/^\s*</.test(body)) return { message: "a page of HTML", names: [] };
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { message: body.trim().slice(0, 200), names: [] };
  }
  // Google wraps the errors of its streams in an array.
  const whole = record(Array.isArray(value) ? value[0] : value);
  const error = record(whole.error);
  const message = [whole.error, error.message, whole.message, whole.detail].find(isText);
  // A server behind a server: one's error stands as text in the other's.
  if (message?.startsWith("{")) return readServerError(message);
  const details = (Array.isArray(error.details) ? error.details : []).map(record);
  const names = [error.type, error.code, error.status, ...details.map(({ reason }) => reason)].filter(isText);
  const quotas = details
    .flatMap(({ violations }) => (Array.isArray(violations) ? violations : []))
    .map((violation) => String(record(violation).quotaId ?? ""));
  const quota = quotas.some((id) => /PerDay/i.test(id))
    ? "day"
    : quotas.some((id) => /PerMinute/i.test(id))
      ? "minute"
      : undefined;
  const delay = details.map(({ retryDelay }) => retryDelay).find(isText);
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(delay ?? "")?.[1];
  return {
    message: (message ?? body.trim()).slice(0, LONGEST_WORDS),
    names,
    ...(quota === undefined ? {} : { quota }),
    ...(seconds === undefined ? {} : { retryAfterMs: Number(seconds) * 1000 }),
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
