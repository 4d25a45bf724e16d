import { MidspanError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { Factor, Generation } from "../types.ts";
import type { Adapter } from "./adapter.ts";
import { baseUrl } from "./base-url.ts";
import { type Completion, completeChat } from "./chat-completion.ts";
import { estimatedTokenizer } from "./estimate.ts";
import { type Http, openHttp } from "./http.ts";
import { reach, refuseCache } from "./reach.ts";
import { withoutSecrets } from "./secrets.ts";
import { refuseSilence } from "./silence.ts";
import { cutPrompt, watchPrompts } from "./whole-prompt.ts";

const KEY = "OPENAI_COMPATIBLE_API_KEY";
/** Where nothing is asked. */
const NOWHERE = "http://127.0.0.1:1";

/** Any server with OpenAI's /chat/completions that is not OpenAI: vLLM, LM Studio, OpenRouter, SGLang, TGI ... */
export const openaiCompatible: Adapter = {
  name: "openai-compatible",
  summary: `a server with /chat/completions (vLLM, LM Studio, OpenRouter ...) at --base-url; key, if any, in ${KEY}`,
  examples: [],
  async open(model, options) {
    refuseCache(options, "an OpenAI-compatible server");
    if (options.baseUrl === undefined && options.offline !== true)
      throw new MidspanError("usage", `no address for openai-compatible:${model}; --base-url: none`, {
        cure: "for example --base-url http://127.0.0.1:8000/v1",
      });
    const base = baseUrl(options.baseUrl ?? NOWHERE);
    const key = process.env[KEY]?.trim() ?? "";
    const headers = key === "" ? {} : { authorization: `Bearer ${key}` };
    const secrets = [key];
    const http = openHttp({ baseUrl: base, headers, secrets });
    const listed: Listed =
      options.offline === true
        ? { window: undefined, details: {} }
        : await reach(async (signal) => {
            await refuseOllama(base, model, signal);
            return listedModel(http, model, signal);
          }, "Start the server, or name its address with --base-url (most end in /v1).");
    const isWhole = watchPrompts();
    return {
      id: `openai-compatible:${model}`,
      adapterVersion: 1,
      simulated: false,
      ...(listed.window === undefined ? {} : { contextWindow: listed.window }),
      tokenizer: estimatedTokenizer(),
      // Whether a last assistant message is continued differs from server to server.
      prefill: false,
      concurrency: 4,
      server: new URL(base).origin,
      details: { ...listed.details, prefill: "not sent" },
      async generate(sample, generation) {
        generation.signal?.throwIfAborted();
        const started = performance.now();
        const answer = await completeChat({ http, secrets }, model, sample.messages, generation);
        const read = answer.promptTokens;
        if (read !== undefined && !isWhole(read, sample, generation))
          throw cutPrompt(
            read,
            sample,
            "Start the server with a larger context, or leave out the longest lengths.",
          );
        const heard = generationOf(answer, performance.now() - started);
        return refuseSilence(withoutSecrets(heard, secrets));
      },
      close: async () => undefined,
    };
  },
};

/** Ollama's own /v1 has no word for its window: every prompt above its default would be cut in silence. */
async function refuseOllama(base: string, model: string, signal: AbortSignal): Promise<void> {
  const { origin } = new URL(base);
  // Without the key, which is for what stands under the base address.
  const found = await openHttp({ baseUrl: origin })
    .json("/api/version", undefined, signal)
    .catch(() => undefined);
  const version = (found?.value as { readonly version?: unknown } | null | undefined)?.version;
  if (typeof version === "string")
    throw new MidspanError(
      "usage",
      `an Ollama server's /v1 cannot be told its window; its own protocol: ${origin}`,
      { cure: `--model ollama:${model} --base-url ${origin}` },
    );
}

interface Listed {
  readonly window: number | undefined;
  readonly details: Readonly<Record<string, Factor>>;
}

/** What /models says of the model; a server without that list is taken at its word later. */
async function listedModel(http: Http, model: string, signal: AbortSignal): Promise<Listed> {
  const list = await http.json("/models", undefined, signal).catch((error: unknown) => {
    // Many servers have no such list.
    if (error instanceof MidspanError && error.code !== "network") return undefined;
    throw error;
  });
  const data = (list?.value as { readonly data?: unknown } | null | undefined)?.data;
  const models = (Array.isArray(data) ? data : []) as readonly Readonly<Record<string, unknown>>[];
  const own = models.find(({ id }) => id === model);
  // A server of one model answers to any name.
  const served = own ?? (models.length === 1 ? models[0] : undefined);
  if (models.length > 1 && own === undefined) {
    const names = models.map(({ id }) => String(id));
    const near = nearest(model, names);
    throw new MidspanError(
      "model-unavailable",
      `the server has no such model; one of its ${names.length}: ${model}`,
      {
        cure:
          near === undefined
            ? `for example openai-compatible:${names[0]}`
            : `Did you mean openai-compatible:${near}?`,
      },
    );
  }
  const window = served?.max_model_len ?? served?.context_length;
  return {
    window: typeof window === "number" ? window : undefined,
    details: typeof served?.id === "string" ? { served: served.id } : {},
  };
}

const REASONS: Readonly<Record<string, Generation["finish"]["reason"]>> = {
  stop: "stop",
  eos: "stop",
  stop_sequence: "stop",
  length: "length",
  content_filter: "refusal",
};

/** Words of vLLM, SGLang and OpenRouter for an answer that they gave up: it may lack its end. */
const BROKEN: ReadonlySet<string> = new Set(["abort", "aborted", "cancelled", "error"]);

function generationOf(answer: Completion, totalMs: number): Generation {
  const { text, refusal, finish, fingerprint, limits } = answer;
  const { promptTokens, cachedTokens, outputTokens, reasoningTokens } = answer;
  const raw = finish ?? "none";
  if (BROKEN.has(raw))
    throw new MidspanError(
      "bad-response",
      `the answer did not end by itself; a reason such as stop or length: ${raw}`,
      { retryable: true },
    );
  const warnings = [
    ...(promptTokens === undefined
      ? ["the server does not say how much it read: a cut prompt would not be seen"]
      : []),
  ];
  return {
    text,
    finish: { reason: refusal === "" ? (REASONS[raw] ?? "other") : "refusal", raw },
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...(cachedTokens === undefined ? {} : { cachedTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(reasoningTokens === undefined ? {} : { reasoningTokens }),
    totalMs,
    ...(fingerprint === undefined ? {} : { fingerprint }),
    ...(limits === undefined ? {} : { limits }),
    warnings,
  };
}
