import {
  type Body,
  countPrompt,
  jsonBody,
  type Protocol,
  type Refusal,
  type RefusedReply,
} from "./protocol.ts";

interface Request {
  readonly model: string;
  readonly messages: readonly { readonly role: string; readonly content: string }[];
  readonly max_tokens: number;
  readonly stream?: boolean;
  readonly stream_options?: { readonly include_usage?: boolean };
}

const FINISHES = { stop: "stop", length: "length", refusal: "content_filter" };

/** `POST /chat/completions` as vLLM and OpenRouter take it, answered by a stream. */
export const openaiChat: Protocol = {
  id: "openai-compatible:tiny",
  variable: "OPENAI_COMPATIBLE_API_KEY",
  headers: { "x-ratelimit-remaining-requests": "59", "x-ratelimit-reset-requests": "1s" },
  aside: ({ method, path }) => {
    if (method !== "GET") return undefined;
    return path === "/models" ? { object: "list", data: [{ id: "tiny", max_model_len: 4096 }] } : {};
  },
  read: ({ method, path, headers, body }) => {
    const { model, messages, max_tokens, stream, stream_options } = JSON.parse(body) as Request;
    if (method !== "POST" || path !== "/chat/completions") throw new Error(`${method} ${path}`);
    if (!headers.authorization?.startsWith("Bearer ")) throw new Error("no bearer");
    if (
      !["tiny", "whole"].includes(model) ||
      !(max_tokens >= 1) ||
      stream !== true ||
      stream_options?.include_usage !== true
    )
      throw new Error(body.slice(0, 200));
    return messages
      .map(({ role, content }) => {
        if (!["system", "user", "assistant"].includes(role)) throw new Error(role);
        return content;
      })
      .join("\n");
  },
  answer: ({ text, end = "stop", ...reply }, request) => {
    const event = (value: object): string =>
      `data: ${JSON.stringify({ id: "c-1", object: "chat.completion.chunk", model: "tiny", ...value })}\n\n`;
    const part = (delta: object, finish_reason: string | null = null): string =>
      event({ choices: [{ index: 0, delta, finish_reason }] });
    const usage = reply.silentUsage
      ? ""
      : event({ choices: [], usage: usageOf({ text, ...reply }, request) });
    return {
      type: "text/event-stream; charset=utf-8",
      opening: part({ role: "assistant", content: "" }),
      middle: part({ content: text }),
      closing: `${part({}, FINISHES[end])}${usage}data: [DONE]\n\n`,
    };
  },
  refuse: (refusal) => REFUSALS[refusal],
};

/** The same from a server that knows no streams. */
export const openaiChatWhole: Protocol = {
  ...openaiChat,
  id: "openai-compatible:whole",
  answer: ({ text, end = "stop", ...reply }, request): Body =>
    jsonBody(
      {
        id: "c-1",
        object: "chat.completion",
        model: "tiny",
        choices: [
          { index: 0, message: { role: "assistant", content: "TEXT" }, finish_reason: FINISHES[end] },
        ],
        ...(reply.silentUsage ? {} : { usage: usageOf({ text, ...reply }, request) }),
      },
      text,
    ),
};

function usageOf(reply: Parameters<Protocol["answer"]>[0], request: Parameters<Protocol["read"]>[0]): object {
  const tokens = countPrompt(openaiChat, reply, request);
  return {
    prompt_tokens: tokens,
    completion_tokens: 9,
    total_tokens: tokens + 9,
    prompt_tokens_details: { cached_tokens: reply.cachedTokens ?? 0 },
  };
}

function error(status: number, message: string, type: string | null, code: number | string): RefusedReply {
  return { status, body: JSON.stringify({ error: { message, type, param: null, code } }) };
}

const REFUSALS: Readonly<Record<Refusal, RefusedReply>> = {
  "rate-limit": error(429, "Rate limit exceeded: limit_rpm/tiny", null, 429),
  quota: error(402, "Insufficient credits. Add more to this account.", null, 402),
  // vLLM's own gate says it in a text.
  key: { status: 401, body: '{"error":"Unauthorized"}' },
  "unknown-model": error(404, "The model `tiny` does not exist.", "NotFoundError", 404),
  "too-long": error(
    400,
    "This model's maximum context length is 4096 tokens. However, your request has 5000 input tokens.",
    "BadRequestError",
    400,
  ),
  overloaded: error(503, "no healthy upstream", null, 503),
};
