import { StringDecoder } from "node:string_decoder";
import type { GenerateOptions, Message, RateLimits } from "../types.ts";
import type { Http } from "./http.ts";
import { errorOfStream } from "./http-errors.ts";
import type { ReplyHeaders } from "./http-exchange.ts";
import { rateLimits } from "./rate-limits.ts";
import { readEvents } from "./server-events.ts";

/** What came back from /chat/completions, streamed or whole. Not reported = undefined. */
export interface Completion {
  readonly text: string;
  readonly refusal: string;
  readonly finish: string | undefined;
  readonly fingerprint: string | undefined;
  readonly promptTokens: number | undefined;
  readonly cachedTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly reasoningTokens: number | undefined;
  readonly limits: RateLimits | undefined;
}

export interface CompletionEndpoint {
  readonly http: Http;
  readonly secrets: readonly string[];
}

/** Asks with a stream and takes a whole answer where the server knows no streams. Throws `MidspanError`. */
export async function completeChat(
  { http, secrets }: CompletionEndpoint,
  model: string,
  messages: readonly Message[],
  { maxOutputTokens, temperature, seed, signal }: GenerateOptions,
): Promise<Completion> {
  const request = {
    model,
    messages: messages.map(({ role, content }) => ({ role, content })),
    max_tokens: maxOutputTokens,
    temperature,
    seed,
    stream: true,
    stream_options: { include_usage: true },
  };
  let text = "";
  let refusal = "";
  let finish: string | undefined;
  let fingerprint: string | undefined;
  let usage: Usage = {};
  const add = (part: Part): void => {
    if (part.error !== undefined && part.error !== null)
      throw errorOfStream(JSON.stringify({ error: part.error }), secrets);
    const [choice] = part.choices ?? [];
    const said = choice?.delta ?? choice?.message;
    text += said?.content ?? "";
    refusal += said?.refusal ?? "";
    finish = choice?.finish_reason ?? finish;
    fingerprint = part.system_fingerprint ?? fingerprint;
    // Comes last, in a part without choices.
    usage = part.usage ?? usage;
  };
  const parts = readParts(add, secrets);
  const headers = await http.stream("/chat/completions", request, signal, parts.take);
  parts.end();
  if (finish === undefined) throw errorOfStream("no finish_reason", secrets);
  return {
    text,
    refusal,
    finish,
    fingerprint,
    promptTokens: usage.prompt_tokens ?? undefined,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? undefined,
    outputTokens: usage.completion_tokens ?? undefined,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? undefined,
    limits: rateLimits(headers),
  };
}

interface Said {
  readonly content?: string | null;
  readonly refusal?: string | null;
}

interface Usage {
  readonly prompt_tokens?: number | null;
  readonly completion_tokens?: number | null;
  readonly prompt_tokens_details?: { readonly cached_tokens?: number | null } | null;
  readonly completion_tokens_details?: { readonly reasoning_tokens?: number | null } | null;
}

/** A chunk of a stream, or a whole answer. */
interface Part {
  readonly choices?: readonly {
    readonly delta?: Said;
    readonly message?: Said;
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: Usage | null;
  readonly system_fingerprint?: string | null;
  readonly error?: unknown;
}

/** How a stream of events begins. A comment may be empty. */
const FIELD = /^(?::|data:|event:|id:|retry:)/;
const LONGEST_FIELD = "retry:".length;

/** Whether a stream or a whole answer comes, its first characters say: gateways mistake the content type. */
function readParts(
  add: (part: Part) => void,
  secrets: readonly string[],
): { take(chunk: Buffer, headers: ReplyHeaders): boolean; end(): void } {
  const decoder = new StringDecoder("utf8");
  const events = readEvents();
  let type = "";
  let whole = "";
  let streamed: boolean | undefined;
  /** Returns whether more is to come. */
  const addAll = (found: readonly string[]): boolean =>
    found.every((data) => {
      if (data === "[DONE]") return false;
      add(parsed(data, type, secrets));
      return true;
    });
  return {
    take: (chunk, headers) => {
      const text = decoder.write(chunk);
      if (streamed === undefined) {
        type = headers.get("content-type") ?? "";
        whole = (whole + text).trimStart();
        if (whole.length < LONGEST_FIELD) return true;
        streamed = FIELD.test(whole);
        return streamed ? addAll(events.take(whole)) : true;
      }
      if (streamed) return addAll(events.take(text));
      whole += text;
      return true;
    },
    end: () => {
      if (streamed) addAll(events.end());
      else add(parsed(whole, type, secrets));
    },
  };
}

function parsed(text: string, type: string, secrets: readonly string[]): Part {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Part;
  } catch {
    // Told below.
  }
  throw errorOfStream(`no JSON (${type === "" ? "no content type" : type}): ${text.slice(0, 80)}`, secrets);
}
