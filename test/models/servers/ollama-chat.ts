import { countPrompt, type Protocol, type Refusal, type RefusedReply } from "./protocol.ts";

interface Request {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly stream?: boolean;
  readonly options: { readonly num_ctx: number; readonly num_predict: number };
}

/** Ollama's `POST /api/chat`: JSON, a line each. It takes no key of its own, and has no word for a refusal. */
export const ollamaChat: Protocol = {
  id: "ollama:tiny",
  refuses: false,
  aside: ({ path }) => {
    if (path === "/api/version") return { version: "0.5.4" };
    if (path === "/api/tags") return { models: [{ name: "tiny:latest", digest: "a".repeat(64) }] };
    if (path !== "/api/show") return undefined;
    return {
      details: { parameter_size: "1.1M" },
      model_info: { "general.architecture": "llama", "llama.context_length": 8192 },
      capabilities: ["completion"],
    };
  },
  read: ({ method, path, body }) => {
    const { model, messages, stream, options } = JSON.parse(body) as Request;
    if (method !== "POST" || path !== "/api/chat") throw new Error(`${method} ${path}`);
    if (model !== "tiny" || stream !== true || !(options.num_ctx >= 1024) || !(options.num_predict >= 1))
      throw new Error(body.slice(0, 200));
    return messages.map(({ content }) => content).join("\n");
  },
  answer: (reply, request) => {
    const line = (value: object): string => `${JSON.stringify({ model: "tiny", ...value })}\n`;
    const said = (content: string): string => line({ message: { role: "assistant", content }, done: false });
    return {
      type: "application/x-ndjson",
      opening: said(""),
      middle: said(reply.text),
      closing: line({
        message: { role: "assistant", content: "" },
        done: true,
        done_reason: reply.end ?? "stop",
        total_duration: 2_500_000_000,
        ...(reply.silentUsage ? {} : { prompt_eval_count: countPrompt(ollamaChat, reply, request) }),
        prompt_eval_duration: 1_250_000_000,
        eval_count: 9,
      }),
    };
  },
  refuse: (refusal) => REFUSALS[refusal],
};

function error(status: number, words: string): RefusedReply {
  return { status, body: JSON.stringify({ error: words }) };
}

const REFUSALS: Readonly<Record<Refusal, RefusedReply>> = {
  "rate-limit": error(429, "too many requests"),
  quota: error(402, "this account has no credit left"),
  key: error(401, "unauthorized"),
  "unknown-model": error(404, 'model "tiny" not found, try pulling it first'),
  // The runner's own error, in a text.
  "too-long": error(
    400,
    JSON.stringify({
      error: {
        code: 400,
        message: "request (5000 tokens) exceeds the available context size (4096 tokens)",
        type: "exceed_context_size_error",
      },
    }),
  ),
  overloaded: error(503, "server busy, please try again. maximum pending requests exceeded"),
};
