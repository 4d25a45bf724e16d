import type { Ollama } from "ollama";
import { MidspanError } from "../errors.ts";
import type { GenerateOptions, Message } from "../types.ts";
import type { Http } from "./http.ts";
import { errorOfStream } from "./http-errors.ts";
import { hideSecrets } from "./secrets.ts";

export interface OllamaSettings {
  readonly model: string;
  /** Window that the model is loaded with; another one than the last makes the server load it again. */
  readonly numCtx: number;
  /** Whether the model can think, and must be told not to. */
  readonly thinks: boolean;
  readonly secrets: readonly string[];
}

/** What a chat came to; numbers as the server gave them, durations in nanoseconds. */
export interface OllamaAnswer {
  readonly text: string;
  readonly thinking: string;
  readonly reason: string | undefined;
  readonly promptTokens: number | undefined;
  readonly cachedTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly promptNs: number | undefined;
  readonly totalNs: number | undefined;
}

/** The library's client over our way out, every call of which ends with `signal`. */
export async function ollamaClient(http: Http, host: string, signal?: AbortSignal): Promise<Ollama> {
  const { Ollama } = await import("ollama");
  const fetch: typeof globalThis.fetch = async (input, init = {}) =>
    wholeLines(await http.fetch(input, signal === undefined ? init : { ...init, signal }));
  return new Ollama({ host, fetch });
}

const LINE_END = 10;
const OBJECT_START = 123;
const OBJECT_END = 125;

/** The same answer; a line that is no object, and one that lacks its end, is an error here. The library prints both. */
function wholeLines(response: Response): Response {
  const { body, headers } = response;
  if (body === null || headers.get("content-type")?.startsWith("application/json")) return response;
  let end = LINE_END;
  const watch = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, controller) => {
      for (let at = end === LINE_END ? 0 : lineAfter(chunk, 0); at < chunk.length; at = lineAfter(chunk, at))
        if (chunk[at] !== OBJECT_START && chunk[at] !== LINE_END)
          return controller.error(errorOfStream("a line that is no object", []));
      end = chunk.at(-1) ?? end;
      controller.enqueue(chunk);
    },
    flush: (controller) => {
      if (end !== LINE_END && end !== OBJECT_END) controller.error(errorOfStream("half a line", []));
    },
  });
  return new Response(body.pipeThrough(watch), response);
}

function lineAfter(chunk: Uint8Array, at: number): number {
  const end = chunk.indexOf(LINE_END, at);
  return end < 0 ? chunk.length : end + 1;
}

/** One streamed chat. Throws `MidspanError`, or the reason of the signal. */
export async function ollamaChat(
  client: Ollama,
  settings: OllamaSettings,
  messages: readonly Message[],
  { maxOutputTokens, temperature, seed, signal }: GenerateOptions,
): Promise<OllamaAnswer> {
  const request = {
    model: settings.model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    stream: true as const,
    keep_alive: "30m",
    ...(settings.thinks ? { think: false } : {}),
    // Newer servers then refuse what is too long; older ones know neither word, and are found out by their counts.
    truncate: false,
    shift: false,
    options: {
      num_ctx: settings.numCtx,
      num_predict: maxOutputTokens,
      temperature,
      seed,
      // A penalty on repeating the prompt's own words would be a penalty on recall.
      repeat_penalty: 1,
    },
  };
  let text = "";
  let thinking = "";
  try {
    for await (const part of await client.chat(request)) {
      text += part.message?.content ?? "";
      thinking += part.message?.thinking ?? "";
      if (part.done) return { text: hideSecrets(text, settings.secrets), thinking, ...numbersOf(part) };
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof MidspanError) throw error;
    throw errorOfStream(error instanceof Error ? error.message : String(error), settings.secrets);
  }
  throw errorOfStream("no last part", []);
}

function numbersOf(part: object): Omit<OllamaAnswer, "text" | "thinking"> {
  const found = part as Readonly<Record<string, unknown>>;
  const number = (name: string): number | undefined =>
    typeof found[name] === "number" ? found[name] : undefined;
  return {
    reason: typeof found.done_reason === "string" ? found.done_reason : undefined,
    promptTokens: number("prompt_eval_count"),
    cachedTokens: number("prompt_eval_cached_count"),
    outputTokens: number("eval_count"),
    promptNs: number("prompt_eval_duration"),
    totalNs: number("total_duration"),
  };
}
