import { MidspanError } from "../errors.ts";
import { hideSecrets } from "./secrets.ts";

/** An abort passes as it is; all else is the network's. */
export function networkError(
  error: unknown,
  origin: string,
  signal: AbortSignal | undefined,
  secrets: readonly string[],
): unknown {
  if (error instanceof MidspanError) return error;
  if (signal?.aborted) return signal.reason;
  if (error instanceof DOMException && error.name === "AbortError") return error;
  const { cause, code } = error as { cause?: { code?: string; message?: string }; code?: unknown };
  const own = typeof code === "string" ? code : undefined;
  const said = error instanceof Error ? error.message : String(error);
  const word = cause?.code ?? cause?.message ?? own ?? said;
  const refused = word === "ECONNREFUSED" || word === "ENOTFOUND";
  return new MidspanError(
    "network",
    `no connection; a server that answers at ${origin}: ${hideSecrets(word, secrets)}`,
    {
      retryable: true,
      ...(refused ? { cure: "Start the server, or name its address with --base-url." } : {}),
    },
  );
}
