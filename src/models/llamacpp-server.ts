import { MidspanError } from "../errors.ts";
import type { GenerateOptions, Message } from "../types.ts";
import { type Http, openHttp } from "./http.ts";
import { hideSecrets } from "./secrets.ts";

const KEY = "LLAMA_API_KEY";

/** What /props says. */
export interface LlamacppProps {
  /** Tokens of one slot, prompt and answer together. */
  readonly window: number;
  readonly slots: number;
  /** Path or alias of the weights. */
  readonly model: string;
  readonly template: string;
  readonly build: string | undefined;
  /** How the vocabulary writes the tokens that begin and end a text; older servers do not say. */
  readonly bos: string | undefined;
  readonly eos: string | undefined;
}

/** What /completion came to. Not reported = undefined. */
export interface LlamacppAnswer {
  readonly text: string;
  readonly stop: string;
  /** The server dropped a part of the context. */
  readonly truncated: boolean;
  readonly promptTokens: number | undefined;
  readonly cachedTokens: number | undefined;
  readonly outputTokens: number | undefined;
  readonly promptMs: number | undefined;
  readonly outputMs: number | undefined;
}

/** The endpoints of a llama.cpp server that are its own. All throw `MidspanError`. */
export interface LlamacppServer {
  props(signal: AbortSignal): Promise<LlamacppProps>;
  /** The prompt as the model's chat template renders it, up to where the answer begins. */
  render(messages: readonly Message[], signal?: AbortSignal): Promise<string>;
  /** Token ids, markers of the template taken for what they are; `bos` puts in front what the model begins with. */
  tokenize(
    text: string,
    options?: { readonly bos?: boolean; readonly signal?: AbortSignal },
  ): Promise<number[]>;
  detokenize(ids: readonly number[]): Promise<string>;
  complete(prompt: readonly number[], cache: boolean, options: GenerateOptions): Promise<LlamacppAnswer>;
}

/** `model` is sent along: a server with several models takes its choice by it, others do not look at it. */
export function openLlamacpp(baseUrl: string, model: string): LlamacppServer {
  const key = process.env[KEY]?.trim() ?? "";
  const headers = key === "" ? {} : { authorization: `Bearer ${key}` };
  const http: Http = openHttp({ baseUrl, headers, secrets: [key] });
  const ask = async (path: string, body?: object, signal?: AbortSignal): Promise<Fields> =>
    fieldsOf(
      (await http.json(path, body === undefined ? undefined : { model, ...body }, signal)).value,
      path,
    );
  return {
    async props(signal) {
      const found = await ask(`/props?model=${encodeURIComponent(model)}`, undefined, signal);
      const settings = fieldsOf(found.default_generation_settings, "/props");
      return {
        window: numberOf(settings.n_ctx) ?? missing("n_ctx"),
        slots: numberOf(found.total_slots) ?? 1,
        model: textOf(found.model_path) ?? textOf(found.model_alias) ?? "not said",
        template: textOf(found.chat_template) ?? "",
        build: textOf(found.build_info),
        bos: textOf(found.bos_token),
        eos: textOf(found.eos_token),
      };
    },
    async render(messages, signal) {
      const sent = messages.map(({ role, content }) => ({ role, content }));
      // A model that can think answers at once where its template knows the word, and the answer can be opened.
      const kwargs = { enable_thinking: false };
      const { prompt } = await ask(
        "/apply-template",
        { messages: sent, chat_template_kwargs: kwargs },
        signal,
      );
      return textOf(prompt) ?? missing("prompt");
    },
    async tokenize(text, { bos = false, signal } = {}) {
      const body = { content: text, add_special: bos, parse_special: true };
      const { tokens } = await ask("/tokenize", body, signal);
      return Array.isArray(tokens) ? (tokens as number[]) : missing("tokens");
    },
    async detokenize(ids) {
      return textOf((await ask("/detokenize", { tokens: ids })).content) ?? missing("content");
    },
    async complete(prompt, cache, { maxOutputTokens, temperature, seed, signal }) {
      const found = await ask(
        "/completion",
        {
          prompt,
          n_predict: maxOutputTokens,
          temperature,
          seed,
          cache_prompt: cache,
          // A penalty on repeating the prompt's own words would be a penalty on recall.
          repeat_penalty: 1,
          stream: false,
        },
        signal,
      );
      const timings = (found.timings ?? {}) as Fields;
      const promptTokens = numberOf(found.tokens_evaluated);
      const computed = numberOf(timings.prompt_n);
      const rest =
        promptTokens === undefined || computed === undefined
          ? undefined
          : Math.max(0, promptTokens - computed);
      // A server in trouble may do better the next time.
      const text = textOf(found.content) ?? missing("content", true);
      return {
        text: hideSecrets(text, [key]),
        stop: hideSecrets(textOf(found.stop_type) ?? olderStop(found), [key]),
        truncated: found.truncated === true,
        promptTokens,
        cachedTokens: numberOf(timings.cache_n) ?? rest,
        outputTokens: numberOf(found.tokens_predicted) ?? numberOf(timings.predicted_n),
        promptMs: numberOf(timings.prompt_ms),
        outputMs: numberOf(timings.predicted_ms),
      };
    },
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown, path: string): Fields {
  if (typeof value === "object" && value !== null) return value as Fields;
  throw new MidspanError(
    "bad-response",
    `the answer is not readable; a JSON object from ${path}: ${typeof value}`,
  );
}

function missing(field: string, retryable = false): never {
  const message = `the answer lacks a field; a llama.cpp server gives ${field}: none`;
  throw new MidspanError("bad-response", message, { retryable });
}

function numberOf(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Before `stop_type` there was a flag for each reason. */
function olderStop(found: Fields): string {
  if (found.stopped_limit === true) return "limit";
  return found.stopped_word === true ? "word" : found.stopped_eos === true ? "eos" : "none";
}
