import { MidspanError } from "../errors.ts";
import { hideSecrets } from "./secrets.ts";
import { readServerError } from "./server-error.ts";

export interface SdkErrorContext {
  /** Whose protocol the answer should have been. */
  readonly api: string;
  readonly signal: AbortSignal | undefined;
  readonly secrets: readonly string[];
}

/**
 * What an AI SDK call threw, as an error of ours. Statuses and network errors are ours already and only wrapped;
 * all else is an answer that the SDK cannot read. Nothing is kept as `cause`: SDK errors hold the whole prompt.
 */
export function errorOfSdk(error: unknown, { api, signal, secrets }: SdkErrorContext): unknown {
  if (signal?.aborted) return signal.reason;
  for (let inner = error, depth = 0; inner instanceof Error && depth < 5; inner = inner.cause, depth++)
    if (inner instanceof MidspanError) return inner;
  const said = describe(error, secrets);
  return new MidspanError("bad-response", `the answer is not readable; a reply of ${api}: ${said}`, {
    retryable: true,
  });
}

function describe(error: unknown, secrets: readonly string[]): string {
  const { message, responseHeaders, responseBody } = error as {
    readonly message?: string;
    readonly responseHeaders?: Readonly<Record<string, string>>;
    readonly responseBody?: unknown;
  };
  const type = responseHeaders?.["content-type"] ?? "no content type";
  if (typeof responseBody === "string")
    return `${type}, ${readServerError(hideSecrets(responseBody, secrets)).message.slice(0, 80) || "an empty body"}`;
  return hideSecrets(message ?? String(error), secrets);
}
