import type { ServerResponse } from "node:http";
import { answerFrom, textOf, tokensOf } from "./answer-from.ts";
import { type Listening, listen } from "./listen.ts";
import { type Body, readJson, sendJson } from "./read-json.ts";

export interface CompatibleBehaviour {
  /** Answers whole, whatever `stream` says. */
  readonly whole?: boolean;
  /** Entries of /models; none = there is no such list. */
  readonly models?: readonly object[];
  /** Answers GET /api/version, as Ollama does. */
  readonly ollama?: boolean;
  /** Tokens read at most; what is above is dropped from the start in silence. */
  readonly window?: number;
  /** Says nothing about tokens. */
  readonly silentUsage?: boolean;
  readonly finish?: string;
  /** The model's whole answer, in place of reading. */
  readonly says?: string | null;
  /** The same by what was read; undefined = what it says without, "refuse" = status 400. */
  readonly reads?: (prompt: string) => string | undefined;
  readonly refusal?: string;
  readonly status?: {
    readonly code: number;
    readonly error: object;
    readonly headers?: Record<string, string>;
  };
  /** Within the stream: an error event, or the connection ends before the last part. */
  readonly fault?: "error-event" | "broken" | "half-event";
  /** A comment every so often, as OpenRouter sends while it waits. */
  readonly comments?: boolean;
}

export interface CompatibleServer extends Listening {
  readonly chats: readonly Body[];
  /** Values of the Authorization header, undefined where there was none. */
  readonly keys: readonly (string | undefined)[];
}

/** Speaks OpenAI's /v1/models and /v1/chat/completions, as vLLM does. */
export async function compatibleServer(behaviour: CompatibleBehaviour = {}): Promise<CompatibleServer> {
  const chats: Body[] = [];
  const keys: (string | undefined)[] = [];

  const chat = (body: Body, response: ServerResponse) => {
    chats.push(body);
    const { status } = behaviour;
    if (status !== undefined) return sendJson(response, status.code, { error: status.error }, status.headers);
    const messages = body.messages as readonly { readonly role: string; readonly content: string }[];
    const sent = tokensOf(messages.map(({ role, content }) => `<${role}>\n${content}\n`).join(""));
    const read = behaviour.window === undefined ? sent : sent.slice(-behaviour.window);
    const told = behaviour.reads?.(textOf(read));
    if (told === "refuse") return sendJson(response, 400, { error: { message: "cannot be served" } });
    const says = told ?? (behaviour.says === undefined ? answerFrom(textOf(read)) : (behaviour.says ?? ""));
    const said = tokensOf(says).slice(0, body.max_tokens as number);
    const finish = behaviour.finish ?? (said.length < tokensOf(says).length ? "length" : "stop");
    const usage = behaviour.silentUsage
      ? null
      : {
          prompt_tokens: read.length,
          completion_tokens: said.length,
          total_tokens: read.length + said.length,
          prompt_tokens_details: { cached_tokens: 16 },
          completion_tokens_details: { reasoning_tokens: 3 },
        };
    const common = { id: "c-1", model: body.model, system_fingerprint: "fp_1" };
    const headers = { "x-ratelimit-remaining-requests": "59", "x-ratelimit-reset-requests": "1s" };
    if (behaviour.whole || body.stream !== true) {
      const message = {
        role: "assistant",
        content: behaviour.says === null ? null : textOf(said),
        ...(behaviour.refusal === undefined ? {} : { refusal: behaviour.refusal }),
      };
      const choices = [{ index: 0, message, finish_reason: finish }];
      return sendJson(response, 200, { ...common, object: "chat.completion", choices, usage }, headers);
    }
    response.writeHead(200, { "content-type": "text/event-stream", ...headers });
    const event = (value: object): string =>
      `data: ${JSON.stringify({ ...common, object: "chat.completion.chunk", ...value })}\n\n`;
    const part = (delta: object, reason: string | null = null): string =>
      event({ choices: [{ index: 0, delta, finish_reason: reason }] });
    response.write(part({ role: "assistant", content: "" }));
    if (behaviour.comments) response.write(": PROCESSING\n\n");
    if (behaviour.fault === "half-event") return response.end('data: {"choices":[{"del');
    for (const id of said) response.write(part({ content: textOf([id]) }));
    if (behaviour.refusal !== undefined) response.write(part({ refusal: behaviour.refusal }));
    if (behaviour.fault === "error-event")
      return response.end(`data: ${JSON.stringify({ error: { message: "worker died", code: 500 } })}\n\n`);
    if (behaviour.fault === "broken") return setImmediate(() => response.destroy());
    response.write(part({}, finish));
    const wanted = (body.stream_options as { readonly include_usage?: boolean } | undefined)?.include_usage;
    if (wanted && usage !== null) response.write(event({ choices: [], usage }));
    return response.end("data: [DONE]\n\n");
  };

  const server = await listen(async (request, response) => {
    keys.push(request.headers.authorization);
    const body = await readJson(request);
    if (request.url === "/v1/models" && behaviour.models !== undefined)
      return sendJson(response, 200, { object: "list", data: behaviour.models });
    if (request.url === "/api/version" && behaviour.ollama)
      return sendJson(response, 200, { version: "0.5.4" });
    if (request.url === "/v1/chat/completions") return void chat(body, response);
    return sendJson(response, 404, { error: { message: "Not Found", type: "NotFoundError", code: 404 } });
  });
  return { ...server, url: `${server.url}/v1`, chats, keys };
}
