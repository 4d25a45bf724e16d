import { MAX_BODY_BYTES, tooLarge } from "./body-limit.ts";
import { errorOfResponse } from "./http-errors.ts";
import type { ReplyHeaders } from "./http-exchange.ts";
import { requestJson, sendJson } from "./http-json.ts";
import { networkError } from "./network-error.ts";
import { redirected } from "./redirect.ts";
import { transport } from "./transport.ts";

/** How a server is reached: the one way out of this room. */
export interface Http {
  /** A `fetch` for libraries that bring their own protocol. Throws `MidspanError`, also for statuses above 399. */
  readonly fetch: typeof globalThis.fetch;
  /** Sends JSON (GET where there is no body) and reads JSON. Throws `MidspanError`. */
  json(path: string, body?: unknown, signal?: AbortSignal): Promise<HttpReply>;
  /** Sends JSON; `take` reads the answer as it comes, and returns whether it lacks anything still. Throws as `json`. */
  stream: Stream;
}

type Stream = (
  path: string,
  body: unknown,
  signal: AbortSignal | undefined,
  take: (chunk: Buffer, headers: ReplyHeaders) => boolean,
) => Promise<ReplyHeaders>;

export interface HttpReply {
  readonly value: unknown;
  readonly headers: ReplyHeaders;
}

export interface HttpOptions {
  /** Origin and path before every call's own path; no slash at its end. */
  readonly baseUrl: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Never in a message; sent only where `headers` or a library puts them. */
  readonly secrets?: readonly string[];
}

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
      url = redirected(url, location, origin, hops);
    }
  };
  const settings = { ...options, origin, secrets };
  return {
    fetch: call as typeof globalThis.fetch,
    json: (path, body, signal) => requestJson(path, body, signal, settings),
    stream: (path, body, signal, take) => sendJson(path, body, signal, settings, take),
  };
}

async function send(url: URL, init: RequestInit, secrets: readonly string[]): Promise<Response> {
  const { fetch, agent } = await transport();
  if (init.signal?.aborted) throw init.signal.reason;
  try {
    const request = { ...init, redirect: "manual", dispatcher: agent } as unknown;
    return (await fetch(url, request as Parameters<typeof fetch>[1])) as unknown as Response;
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
