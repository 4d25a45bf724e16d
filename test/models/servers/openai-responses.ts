import { countPrompt, jsonBody, type Protocol, type Refusal, type RefusedReply } from "./protocol.ts";

interface Request {
  readonly model: string;
  readonly input: readonly {
    readonly role: string;
    readonly content: string | readonly { readonly type: string; readonly text: string }[];
  }[];
  readonly max_output_tokens: number;
  readonly stream?: boolean;
  readonly store?: boolean;
}

/** OpenAI's `POST /v1/responses`, whole answers. */
export const openaiResponses: Protocol = {
  id: "openai:gpt-4o-2024-08-06",
  variable: "OPENAI_API_KEY",
  headers: {
    "x-request-id": "req_1",
    "x-ratelimit-remaining-requests": "499",
    "x-ratelimit-reset-requests": "120ms",
    "x-ratelimit-remaining-tokens": "29000",
    "x-ratelimit-reset-tokens": "6m0s",
  },
  read: ({ method, path, headers, body }) => {
    const { model, input, max_output_tokens, stream, store } = JSON.parse(body) as Request;
    if (method !== "POST" || path !== "/v1/responses") throw new Error(`${method} ${path}`);
    if (!headers.authorization?.startsWith("Bearer ")) throw new Error("no bearer");
    if (model.startsWith("openai") || max_output_tokens < 16 || stream === true || store !== false)
      throw new Error(body.slice(0, 200));
    return input
      .map(({ role, content }) => {
        if (!["system", "developer", "user", "assistant"].includes(role)) throw new Error(role);
        if (typeof content === "string") return content;
        return content.map(({ type, text }) => (/^(in|out)put_text$/.test(type) ? text : type)).join("");
      })
      .join("\n");
  },
  answer: (reply, request) => {
    const { text, thinking, end = "stop", silentUsage, cachedTokens = 0 } = reply;
    const tokens = countPrompt(openaiResponses, reply, request);
    const part =
      end === "refusal"
        ? { type: "refusal", refusal: "TEXT" }
        : { type: "output_text", text: "TEXT", annotations: [] };
    return jsonBody(
      {
        id: "resp_1",
        object: "response",
        created_at: 1_760_000_000,
        status: end === "length" ? "incomplete" : "completed",
        error: null,
        incomplete_details: end === "length" ? { reason: "max_output_tokens" } : null,
        model: "gpt-4o-2024-08-06",
        output: [
          ...(thinking === undefined
            ? []
            : [{ type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: thinking }] }]),
          { type: "message", id: "msg_1", role: "assistant", status: "completed", content: [part] },
        ],
        ...(silentUsage
          ? {}
          : {
              usage: {
                input_tokens: tokens,
                input_tokens_details: { cached_tokens: cachedTokens },
                output_tokens: 9,
                output_tokens_details: { reasoning_tokens: thinking === undefined ? 0 : 5 },
                total_tokens: tokens + 9,
              },
            }),
      },
      text,
    );
  },
  refuse: (refusal) => REFUSALS[refusal],
};

function error(status: number, message: string, type: string, code: string | null): RefusedReply {
  return { status, body: JSON.stringify({ error: { message, type, param: null, code } }) };
}

const REFUSALS: Readonly<Record<Refusal, RefusedReply>> = {
  "rate-limit": error(
    429,
    "Rate limit reached for gpt-4o in organization org-1 on tokens per min (TPM): Limit 30000, Used 29000, " +
      "Requested 2000. You can increase your rate limit by adding a payment method to your account at " +
      "https://platform.openai.com/account/billing.",
    "tokens",
    "rate_limit_exceeded",
  ),
  quota: error(
    429,
    "You exceeded your current quota, please check your plan and billing details.",
    "insufficient_quota",
    "insufficient_quota",
  ),
  key: error(401, "Incorrect API key provided.", "invalid_request_error", "invalid_api_key"),
  "unknown-model": error(
    404,
    "The model `gpt-9` does not exist or you do not have access to it.",
    "invalid_request_error",
    "model_not_found",
  ),
  "too-long": error(
    400,
    "Your input exceeds the context window of this model. Please adjust your input and try again.",
    "invalid_request_error",
    "context_length_exceeded",
  ),
  overloaded: error(503, "The engine is currently overloaded, please try again later.", "server_error", null),
};
