import { textOf, tokensOf } from "./answer-from.ts";
import type { Received } from "./loopback.ts";
import { jsonBody, type Protocol, type Refusal, type RefusedReply } from "./protocol.ts";

interface Request {
  readonly prompt: readonly number[];
  readonly n_predict: number;
  readonly stream?: boolean;
}

interface Aside {
  readonly content?: string;
  readonly messages?: readonly { readonly content: string }[];
  readonly tokens?: readonly number[];
}

/**
 * llama.cpp's own `POST /completion`; the template and the words of the vocabulary are answered aside. Has no word
 * for a refusal. Who counts tokens by it stands still: the server must then live in another process.
 */
export const llamacppCompletion: Protocol = {
  id: "llamacpp:tiny",
  variable: "LLAMA_API_KEY",
  refuses: false,
  aside: ({ path, body }) => {
    const { content = "", messages = [], tokens = [] } = (body === "" ? {} : JSON.parse(body)) as Aside;
    if (path.startsWith("/props"))
      return {
        default_generation_settings: { n_ctx: 4096 },
        total_slots: 1,
        model_path: "/srv/models/tiny.gguf",
        chat_template: "{{ messages }}",
      };
    if (path === "/apply-template") return { prompt: messages.map((message) => message.content).join("\n") };
    if (path === "/tokenize") return { tokens: tokensOf(content) };
    if (path === "/detokenize") return { content: textOf(tokens) };
    return undefined;
  },
  read: (request) => {
    const { method, path, headers } = request;
    const { prompt, n_predict, stream } = requestOf(request);
    if (method !== "POST" || path !== "/completion") throw new Error(`${method} ${path}`);
    if (!headers.authorization?.startsWith("Bearer ")) throw new Error("no bearer");
    if (!(n_predict >= 1) || stream !== false) throw new Error(request.body.slice(0, 200));
    return textOf(prompt);
  },
  answer: ({ text, end = "stop", ...reply }, request) => {
    const { length } = requestOf(request).prompt;
    return jsonBody(
      {
        content: "TEXT",
        stop: true,
        stop_type: end === "length" ? "limit" : "eos",
        truncated: false,
        tokens_predicted: 9,
        ...(reply.silentUsage ? {} : { tokens_evaluated: reply.promptTokens ?? length }),
        timings: { cache_n: 0, prompt_n: length, prompt_ms: 12.5, predicted_n: 9, predicted_ms: 2.5 },
      },
      text,
    );
  },
  refuse: (refusal) => REFUSALS[refusal],
};

function requestOf({ body }: Received): Request {
  return JSON.parse(body) as Request;
}

function error(code: number, message: string, type: string): RefusedReply {
  return { status: code, body: JSON.stringify({ error: { code, message, type } }) };
}

/** Limits and quotas are those of a gateway before it. */
const REFUSALS: Readonly<Record<Refusal, RefusedReply>> = {
  "rate-limit": error(429, "too many requests", "rate_limit_error"),
  quota: error(402, "no credit left", "billing_error"),
  key: error(401, "Invalid API Key", "authentication_error"),
  "unknown-model": error(404, "model not found", "not_found_error"),
  "too-long": error(
    400,
    "request (5000 tokens) exceeds the available context size (4096 tokens), try increasing it",
    "exceed_context_size_error",
  ),
  overloaded: error(503, "Loading model", "unavailable_error"),
};
