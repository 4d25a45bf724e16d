import type { Dispatcher } from "undici";
import { MAX_BODY_BYTES, tooLarge } from "./body-limit.ts";
import type { Transport } from "./transport.ts";

/** Headers by their names, in any case. */
export interface ReplyHeaders {
  get(name: string): string | null;
}

export interface Reply {
  readonly status: number;
  readonly headers: ReplyHeaders;
}

/** What is done with a body. May throw: the body is then left, and the error passed on. */
export interface BodyReader {
  /** Returns whether the answer lacks anything still. */
  take(chunk: Buffer): boolean;
  /** Bodies of which nothing depends on the end: an error page. */
  readonly mayBreak?: true;
}

export interface Question {
  readonly url: URL;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  readonly signal: AbortSignal | undefined;
}

/** A body whose answer is whole has this long to end; connections that end by themselves are used again. */
const REST_MS = 1000;

/**
 * One question and its answer, by the plainest way into undici: its own bodies are streams, which cost more than all
 * the rest of a short exchange. Ends with the signal's reason, undici's error, or what the reader throws.
 */
export function exchange(
  { agent }: Pick<Transport, "agent">,
  { url, method, headers, body, signal }: Question,
  readerOf: (reply: Reply) => BodyReader,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined;
    let reader: BodyReader | undefined;
    let reply: Reply | undefined;
    let size = 0;
    let open = true;
    let rest: NodeJS.Timeout | undefined;
    const close = (): void => {
      open = false;
      signal?.removeEventListener("abort", onAbort);
    };
    const fail = (error: unknown): void => {
      if (!open) return;
      close();
      reject(error);
      leave();
    };
    const leave = (): void => controller?.abort(left());
    const onAbort = (): void => fail(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    agent.dispatch(
      { origin: url.origin, path: `${url.pathname}${url.search}`, method, headers, body },
      {
        onRequestStart: (started) => {
          controller = started;
          // Aborted while it waited for its connection.
          if (!open) leave();
        },
        onResponseStart: (_, status, raw) => {
          if (!open || status < 200) return;
          try {
            reply = { status, headers: headersOf(raw) };
            reader = readerOf(reply);
          } catch (error) {
            fail(error);
          }
        },
        onResponseData: (_, chunk) => {
          // What comes behind a whole answer is not waited for.
          if (!open) return leave();
          if (reply === undefined || reader === undefined) return;
          size += chunk.byteLength;
          if (size > MAX_BODY_BYTES) return fail(tooLarge());
          try {
            if (reader.take(chunk)) return;
          } catch (error) {
            return fail(error);
          }
          close();
          resolve(reply);
          if (reader.mayBreak) leave();
          else rest = setTimeout(leave, REST_MS).unref();
        },
        onResponseEnd: () => {
          clearTimeout(rest);
          if (!open || reply === undefined) return;
          close();
          resolve(reply);
        },
        onResponseError: (_, error) => {
          clearTimeout(rest);
          if (!open) return;
          close();
          if (reader?.mayBreak && reply !== undefined) resolve(reply);
          else reject(error);
        },
      },
    );
  });
}

/** Only undici sees it; made when it is needed, because a stack is dear. */
function left(): Error {
  return new Error("left");
}

function headersOf(raw: Readonly<Record<string, string | string[] | undefined>>): ReplyHeaders {
  return {
    get: (name) => {
      const value = raw[name.toLowerCase()];
      return value === undefined ? null : Array.isArray(value) ? value.join(", ") : value;
    },
  };
}
