import type { GenerateOptions, Message, RateLimits } from "../types.ts";
import type { Http } from "./http.ts";
import { errorOfStream } from "./http-errors.ts";
import { rateLimits } from "./rate-limits.ts";
import { serverEvents } from "./server-events.ts";

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
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
}

/** Asks with a stream and takes a whole answer where the server knows no streams. Throws `MidspanError`. */
export async function completeChat(
  endpoint: CompletionEndpoint,
  model: string,
  messages: readonly Message[],
  { maxOutputTokens, temperature, seed, signal }: GenerateOptions,
): Promise<Completion> {
  const response = await endpoint.http.fetch(`${endpoint.baseUrl}/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json", ...endpoint.headers },
    body: JSON.stringify({
      model,
      messages: messages.map(({ role, content }) => ({ role, content })),
      max_tokens: maxOutputTokens,
      temperature,
      seed,
      stream: true,
      stream_options: { include_usage: true },
    }),
    ...(signal === undefined ? {} : { signal }),
  });
  const parts = partsOf(response, endpoint.secrets);
  let text = "";
  let refusal = "";
  let finish: string | undefined;
  let fingerprint: string | undefined;
  let usage: Usage = {};
  for await (const part of parts) {
    if (part.error !== undefined && part.error !== null)
      throw errorOfStream(JSON.stringify({ error: part.error }), endpoint.secrets);
    const [choice] = part.choices ?? [];
    const said = choice?.delta ?? choice?.message;
    text += said?.content ?? "";
    refusal += said?.refusal ?? "";
    finish = choice?.finish_reason ?? finish;
    fingerprint = part.system_fingerprint ?? fingerprint;
    // Comes last, in a part without choices.
    usage = part.usage ?? usage;
  }
  if (finish === undefined) throw errorOfStream("no finish_reason", endpoint.secrets);
  return {
    text,
    refusal,
    finish,
    fingerprint,
    promptTokens: usage.prompt_tokens ?? undefined,
    cachedTokens: usage.prompt_tokens_details?.cached_tokens ?? undefined,
    outputTokens: usage.completion_tokens ?? undefined,
    reasoningTokens: usage.completion_tokens_details?.reasoning_tokens ?? undefined,
    limits: rateLimits(response.headers),
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

async function* partsOf(response: Response, secrets: readonly string[]): AsyncGenerator<Part> {
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("text/event-stream") || response.body === null) {
    yield parsed(await response.text(), type, secrets);
    return;
  }
  for await (const data of serverEvents(response.body)) {
    if (data === "[DONE]") return;
    yield parsed(data, type, secrets);
  }
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
