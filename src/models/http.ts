import { setImmediate } from "node:timers/promises";
import { Agent, fetch as undiciFetch } from "undici";
import { MidspanError } from "../errors.ts";
import { errorOfResponse } from "./http-errors.ts";
import { hideSecrets } from "./secrets.ts";

/** How a server is reached: the one way out of this room. */
export interface Http {
  /** A `fetch` for libraries that bring their own protocol. Throws `MidspanError`, also for statuses above 399. */
  readonly fetch: typeof globalThis.fetch;
  /** Sends JSON (GET where there is no body) and reads JSON. Throws `MidspanError`. */
  json(path: string, body?: unknown, signal?: AbortSignal): Promise<HttpReply>;
}

export interface HttpReply {
  readonly value: unknown;
  readonly headers: Headers;
}

export interface HttpOptions {
  /** Origin and path before every call's own path; no slash at its end. */
  readonly baseUrl: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Never in a message; sent only where `headers` or a library puts them. */
  readonly secrets?: readonly string[];
}

/** More than any answer is; a body above it is not read to its end. */
export const MAX_BODY_BYTES = 32 * 1024 * 1024;
const MAX_REDIRECTS = 3;

/**
 * No time-out of its own: a prefill on a CPU passes the 300 s after which Node's fetch gives up, and every trial
 * has a deadline. Answers come one after the other on kept connections.
 */
const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 30_000 } });

export function openHttp(options: HttpOptions): Http {
  const { origin } = new URL(options.baseUrl);
  const secrets = options.secrets ?? [];
  const call = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    let url = new URL(input instanceof Request ? input.url : input, options.baseUrl);
    const request = input instanceof Request ? { ...(await plain(input)), ...init } : init;
    const signal = request.signal ?? undefined;
    for (let hops = 0; ; hops++) {
      const response = await send(url, request, secrets);
      const location =
        response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
      if (location === null) {
        if (response.status < 400) return bounded(response, origin, signal, secrets);
        throw errorOfResponse(response, await opening(response), secrets);
      }
      await response.body?.cancel();
      url = new URL(location, url);
      // A key that travels with the request would be handed to whoever stands there.
      if (url.origin !== origin || hops === MAX_REDIRECTS)
        throw new MidspanError(
          "bad-response",
          `the server redirects; only within ${origin}, at most ${MAX_REDIRECTS} times: ${url.origin}`,
          { cure: "If that is where the model is, give it as --base-url." },
        );
    }
  };
  return {
    fetch: call as typeof globalThis.fetch,
    json: async (path, body, signal) => {
      const response = await call(`${options.baseUrl}${path}`, {
        method: body === undefined ? "GET" : "POST",
        headers: { accept: "application/json", "content-type": "application/json", ...options.headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...(signal === undefined ? {} : { signal }),
      });
      return { value: parseJson(await response.text(), response, secrets), headers: response.headers };
    },
  };
}

async function send(url: URL, init: RequestInit, secrets: readonly string[]): Promise<Response> {
  // Building a long prompt keeps this thread busy, and what a server closed meanwhile is still taken for open: two
  // turns of the event loop see to that before a question is lost on it.
  await setImmediate();
  await setImmediate();
  if (init.signal?.aborted) throw init.signal.reason;
  try {
    const request = { ...init, redirect: "manual", dispatcher: agent } as unknown;
    return (await undiciFetch(url, request as Parameters<typeof undiciFetch>[1])) as unknown as Response;
  } catch (error) {
    throw networkError(error, url.origin, init.signal ?? undefined, secrets);
  }
}

async function plain(request: Request): Promise<RequestInit> {
  const { method, headers, signal } = request;
  const body = await request.text();
  return { method, headers, signal, ...(body === "" ? {} : { body }) };
}

/**
 * The same response, its body cut off with an error where it grows beyond what an answer can be, and with errors of
 * ours where it breaks.
 */
function bounded(
  response: Response,
  origin: string,
  signal: AbortSignal | undefined,
  secrets: readonly string[],
): Response {
  if (response.body === null) return response;
  const reader = response.body.getReader();
  let size = 0;
  const source = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const { done, value } = await reader.read();
        if (done) return controller.close();
        size += value.byteLength;
        if (size > MAX_BODY_BYTES) throw tooLarge();
        controller.enqueue(value);
      } catch (error) {
        controller.error(networkError(error, origin, signal, secrets));
        await reader.cancel().catch(() => undefined);
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
  const { status, statusText, headers } = response;
  return new Response(source, { status, statusText, headers: [...headers] });
}

function tooLarge(): MidspanError {
  const limit = `${MAX_BODY_BYTES / 1024 / 1024} MiB`;
  return new MidspanError("bad-response", `the answer is too large; at most ${limit}: more`);
}

/** What an error page says first; its end does not matter, nor that it breaks. */
async function opening(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = "";
  try {
    while (reader !== undefined && text.length < MOST_WORDS) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
    await reader?.cancel();
  } catch {
    // The status alone says what happened.
  }
  return text;
}

const MOST_WORDS = 64 * 1024;

/** Half an answer may be whole the next time. */
function parseJson(text: string, response: Response, secrets: readonly string[]): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const type = response.headers.get("content-type") ?? "no content type";
    const start = hideSecrets(text, secrets).slice(0, 80);
    throw new MidspanError("bad-response", `the answer is not readable; JSON: ${type}, ${start}`, {
      retryable: true,
    });
  }
}

/** An abort passes as it is; all else is the network's. */
function networkError(
  error: unknown,
  origin: string,
  signal: AbortSignal | undefined,
  secrets: readonly string[],
): unknown {
  if (error instanceof MidspanError) return error;
  if (signal?.aborted) return signal.reason;
  if (error instanceof DOMException && error.name === "AbortError") return error;
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  const word = cause?.code ?? cause?.message ?? (error instanceof Error ? error.message : String(error));
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
