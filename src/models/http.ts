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
    for (let hops = 0; ; hops++) {
      const response = await send(url, init, secrets);
      const location =
        response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
      if (location === null) {
        if (response.status < 400) return bounded(response, secrets);
        throw errorOfResponse(response, await textOf(bounded(response, secrets)), secrets);
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
      return { value: parseJson(await textOf(response), response, secrets), headers: response.headers };
    },
  };
}

async function send(url: URL, init: RequestInit, secrets: readonly string[]): Promise<Response> {
  try {
    const request = { ...init, redirect: "manual", dispatcher: agent } as unknown;
    return (await undiciFetch(url, request as Parameters<typeof undiciFetch>[1])) as unknown as Response;
  } catch (error) {
    throw networkError(error, url.origin, init.signal ?? undefined, secrets);
  }
}

/** The same response, its body cut off with an error where it grows beyond what an answer can be. */
function bounded(response: Response, secrets: readonly string[]): Response {
  if (response.body === null) return response;
  let size = 0;
  const count = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      size += chunk.byteLength;
      if (size > MAX_BODY_BYTES) {
        const limit = `${MAX_BODY_BYTES / 1024 / 1024} MiB`;
        controller.error(
          new MidspanError("bad-response", `the answer is too large; at most ${limit}: more`, {}),
        );
      } else controller.enqueue(chunk);
    },
  });
  const source = readable(response.body, response.url, secrets).pipeThrough(count);
  const { status, statusText, headers } = response;
  return new Response(source, { status, statusText, headers: [...headers] });
}

/** A body whose break reads as a network error of ours. */
function readable(
  body: ReadableStream<Uint8Array>,
  url: string,
  secrets: readonly string[],
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        controller.error(
          networkError(error, url === "" ? "the server" : new URL(url).origin, undefined, secrets),
        );
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

async function textOf(response: Response): Promise<string> {
  return response.text();
}

function parseJson(text: string, response: Response, secrets: readonly string[]): unknown {
  try {
    return JSON.parse(text);
  } catch {
    const type = response.headers.get("content-type") ?? "no content type";
    const opening = hideSecrets(text.slice(0, 80), secrets);
    throw new MidspanError("bad-response", `the answer is not readable; JSON: ${type}, ${opening}`, {
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
