import { MidspanError } from "../errors.ts";
import type { HttpOptions, HttpReply } from "./http.ts";
import { errorOfResponse } from "./http-errors.ts";
import { type BodyReader, exchange, type Reply, type ReplyHeaders } from "./http-exchange.ts";
import { networkError } from "./network-error.ts";
import { redirected } from "./redirect.ts";
import { hideSecrets } from "./secrets.ts";
import { transport } from "./transport.ts";

interface JsonOptions extends HttpOptions {
  readonly origin: string;
  readonly secrets: readonly string[];
}

const HEADERS = { accept: "application/json", "content-type": "application/json", "user-agent": "midspan" };

/** Error pages are read so far; what stands behind does not matter, nor that it breaks. */
const MOST_WORDS = 64 * 1024;

/** Sends JSON (GET where there is no body) and lets `take` read the answer, until it returns that it has enough. */
export async function sendJson(
  path: string,
  body: unknown,
  signal: AbortSignal | undefined,
  options: JsonOptions,
  take: (chunk: Buffer, headers: ReplyHeaders) => boolean,
): Promise<ReplyHeaders> {
  const { origin, secrets } = options;
  const text = body === undefined ? null : JSON.stringify(body);
  const headers = { ...HEADERS, ...options.headers };
  let url = new URL(`${options.baseUrl}${path}`);
  for (let hops = 0; ; hops++) {
    const ready = await transport();
    if (signal?.aborted) throw signal.reason;
    try {
      const words: Buffer[] = [];
      const method = text === null ? "GET" : "POST";
      const reply = await exchange(ready, { url, method, headers, body: text, signal }, (begun) =>
        begun.status >= 400 || locationOf(begun) !== null
          ? openingOf(words)
          : { take: (chunk) => take(chunk, begun.headers) },
      );
      const location = locationOf(reply);
      if (reply.status >= 400) throw errorOfResponse(reply, textOf(words), secrets);
      if (location === null) return reply.headers;
      url = redirected(url, location, origin, hops);
    } catch (error) {
      throw networkError(error, origin, signal, secrets);
    }
  }
}

/** JSON both ways. */
export async function requestJson(
  path: string,
  body: unknown,
  signal: AbortSignal | undefined,
  options: JsonOptions,
): Promise<HttpReply> {
  const chunks: Buffer[] = [];
  const headers = await sendJson(path, body, signal, options, (chunk) => chunks.push(chunk) > 0);
  return { value: parseJson(textOf(chunks), headers, options.secrets), headers };
}

function locationOf({ status, headers }: Reply): string | null {
  return status >= 300 && status < 400 ? headers.get("location") : null;
}

function openingOf(words: Buffer[]): BodyReader {
  let size = 0;
  return {
    mayBreak: true,
    take: (chunk) => {
      words.push(chunk);
      size += chunk.byteLength;
      return size <= MOST_WORDS;
    },
  };
}

function textOf(chunks: readonly Buffer[]): string {
  return (chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)).toString("utf8");
}

/** Half an answer may be whole the next time. */
function parseJson(text: string, headers: ReplyHeaders, secrets: readonly string[]): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const type = headers.get("content-type") ?? "no content type";
    const start = hideSecrets(text, secrets).slice(0, 80);
    throw new MidspanError("bad-response", `the answer is not readable; JSON: ${type}, ${start}`, {
      retryable: true,
    });
  }
}
