import { countPrompt, jsonBody, type Protocol, type Refusal, type RefusedReply } from "./protocol.ts";

interface Content {
  readonly role?: string;
  readonly parts: readonly { readonly text: string }[];
}

interface Request {
  readonly contents: readonly Content[];
  readonly systemInstruction?: Content;
  readonly generationConfig: { readonly maxOutputTokens: number; readonly seed: number };
}

const FINISH_REASONS = { stop: "STOP", length: "MAX_TOKENS", refusal: "SAFETY" };

/** Google's `POST /v1beta/models/NAME:generateContent`. */
export const googleGenerate: Protocol = {
  id: "google:gemini-2.0-flash-001",
  variable: "GOOGLE_GENERATIVE_AI_API_KEY",
  read: ({ method, path, headers, body }) => {
    if (method !== "POST" || !/^\/v1beta\/(models|tunedModels)\/[\w.-]+:generateContent$/.test(path))
      throw new Error(`${method} ${path}`);
    if (headers["x-goog-api-key"] === undefined) throw new Error("no key");
    const { contents, systemInstruction, generationConfig } = JSON.parse(body) as Request;
    if (!(generationConfig.maxOutputTokens >= 1) || !Number.isInteger(generationConfig.seed))
      throw new Error(body.slice(0, 200));
    return [...(systemInstruction === undefined ? [] : [systemInstruction]), ...contents]
      .flatMap(({ parts }) => parts.map(({ text }) => text))
      .join("\n");
  },
  answer: (reply, request) => {
    const { text, thinking, end = "stop", silentUsage, cachedTokens } = reply;
    const tokens = countPrompt(googleGenerate, reply, request);
    const parts = [
      ...(thinking === undefined ? [] : [{ text: thinking, thought: true }]),
      ...(text === "" ? [] : [{ text: "TEXT" }]),
    ];
    const content = parts.length === 0 ? { role: "model" } : { role: "model", parts };
    const value = {
      candidates: [{ content, finishReason: FINISH_REASONS[end], index: 0 }],
      ...(silentUsage
        ? {}
        : {
            usageMetadata: {
              promptTokenCount: tokens,
              // Counts of nothing are left out, as protobuf does.
              ...(cachedTokens === undefined ? {} : { cachedContentTokenCount: cachedTokens }),
              ...(text === "" ? {} : { candidatesTokenCount: thinking === undefined ? 9 : 4 }),
              ...(thinking === undefined ? {} : { thoughtsTokenCount: 5 }),
              totalTokenCount: tokens + 9,
            },
          }),
      modelVersion: "gemini-2.0-flash-001",
      responseId: "resp_1",
    };
    return jsonBody(value, text);
  },
  refuse: (refusal) => REFUSALS[refusal],
};

function error(code: number, status: string, message: string, details: readonly object[] = []): RefusedReply {
  const inner = { code, message, status, ...(details.length === 0 ? {} : { details }) };
  return { status: code, body: JSON.stringify({ error: inner }, null, 2) };
}

/** One wording for both limits; only the details differ. */
const SPENT =
  "You exceeded your current quota, please check your plan and billing details. For more information on this " +
  "error, head to: https://ai.google.dev/gemini-api/docs/rate-limits.";

function spent(quotaId: string, retryDelay: string): RefusedReply {
  const quotaMetric = "generativelanguage.googleapis.com/generate_content_free_tier_requests";
  return error(429, "RESOURCE_EXHAUSTED", SPENT, [
    { "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations: [{ quotaMetric, quotaId }] },
    { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay },
  ]);
}

const REFUSALS: Readonly<Record<Refusal, RefusedReply>> = {
  "rate-limit": spent("GenerateRequestsPerMinutePerProjectPerModel-FreeTier", "28s"),
  quota: spent("GenerateRequestsPerDayPerProjectPerModel-FreeTier", "3600s"),
  key: error(400, "INVALID_ARGUMENT", "API key not valid. Please pass a valid API key.", [
    {
      "@type": "type.googleapis.com/google.rpc.ErrorInfo",
      reason: "API_KEY_INVALID",
      domain: "googleapis.com",
    },
  ]),
  "unknown-model": error(
    404,
    "NOT_FOUND",
    "models/gemini-9 is not found for API version v1beta, or is not supported for generateContent.",
  ),
  "too-long": error(
    400,
    "INVALID_ARGUMENT",
    "The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).",
  ),
  overloaded: error(503, "UNAVAILABLE", "The model is overloaded. Please try again later."),
};
