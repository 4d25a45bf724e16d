import { countPrompt, jsonBody, type Protocol, type Refusal, type RefusedReply } from "./protocol.ts";

interface Block {
  readonly type: string;
  readonly text: string;
  readonly cache_control?: unknown;
}

interface Request {
  readonly model: string;
  readonly max_tokens: number;
  readonly system?: readonly Block[];
  readonly messages: readonly { readonly role: string; readonly content: readonly Block[] }[];
  readonly stream?: boolean;
}

const STOP_REASONS = { stop: "end_turn", length: "max_tokens", refusal: "refusal" };

/** Anthropic's `POST /v1/messages`, whole answers. */
export const anthropicMessages: Protocol = {
  id: "anthropic:claude-haiku-4-5",
  variable: "ANTHROPIC_API_KEY",
  headers: {
    "request-id": "req_1",
    "anthropic-ratelimit-requests-remaining": "49",
    "anthropic-ratelimit-requests-reset": "2000-01-01T00:00:00Z",
    "anthropic-ratelimit-tokens-remaining": "90000",
    "anthropic-ratelimit-tokens-reset": "2000-01-01T00:00:00Z",
  },
  read: ({ method, path, headers, body }) => {
    const { model, max_tokens, system = [], messages, stream } = JSON.parse(body) as Request;
    if (method !== "POST" || path !== "/v1/messages") throw new Error(`${method} ${path}`);
    if (headers["x-api-key"] === undefined || headers["anthropic-version"] !== "2023-06-01")
      throw new Error("headers");
    const last = messages.at(-1)?.role;
    if (model.startsWith("anthropic") || !(max_tokens >= 1) || stream === true || last !== "user")
      throw new Error(body.slice(0, 200));
    const blocks = [...system, ...messages.flatMap(({ content }) => content)];
    if (blocks.some(({ type, cache_control }) => type !== "text" || cache_control !== undefined))
      throw new Error("blocks");
    return blocks.map(({ text }) => text).join("\n");
  },
  answer: (reply, request) => {
    const { text, thinking, end = "stop", cachedTokens = 0 } = reply;
    const content = [
      ...(thinking === undefined ? [] : [{ type: "thinking", thinking, signature: "s" }]),
      ...(text === "" ? [] : [{ type: "text", text: "TEXT" }]),
    ];
    const value = {
      id: "msg_1",
      type: "message",
      role: "assistant",
      model: "claude-haiku-4-5-20251001",
      content,
      stop_reason: STOP_REASONS[end],
      stop_sequence: null,
      usage: {
        input_tokens: countPrompt(anthropicMessages, reply, request) - cachedTokens,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: cachedTokens,
        output_tokens: 9,
        ...(thinking === undefined ? {} : { output_tokens_details: { thinking_tokens: 5 } }),
        service_tier: "standard",
      },
    };
    return jsonBody(value, text);
  },
  refuse: (refusal) => REFUSALS[refusal],
};

function error(status: number, type: string, message: string): RefusedReply {
  return { status, body: JSON.stringify({ type: "error", error: { type, message }, request_id: "req_1" }) };
}

const REFUSALS: Readonly<Record<Refusal, RefusedReply>> = {
  "rate-limit": error(
    429,
    "rate_limit_error",
    "This request would exceed the rate limit for your organization of 20,000 input tokens per minute.",
  ),
  quota: error(
    400,
    "invalid_request_error",
    "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade.",
  ),
  key: error(401, "authentication_error", "invalid x-api-key"),
  "unknown-model": error(404, "not_found_error", "model: claude-9"),
  "too-long": error(400, "invalid_request_error", "prompt is too long: 213462 tokens > 200000 maximum"),
  overloaded: error(529, "overloaded_error", "Overloaded"),
};
