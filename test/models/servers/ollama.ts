import type { ServerResponse } from "node:http";
import { answerFrom, type Forgetting, textOf, tokensOf } from "./answer-from.ts";
import { type Listening, listen } from "./listen.ts";
import { type Body, readJson, sendJson } from "./read-json.ts";

export interface OllamaBehaviour {
  /** A window that is used whatever num_ctx says. */
  readonly window?: number;
  /** What is kept of a prompt above the window: its first tokens and its end, or half a window; or it is refused. */
  readonly above?: "keep-end" | "half" | "refuse";
  /** What prompt_eval_count says: all that was read, only what the cache did not hold, or nothing after a hit. */
  readonly counts?: "whole" | "uncached" | "absent";
  /** Leaves out prompt_eval_duration. */
  readonly untimed?: boolean;
  readonly thinks?: boolean;
  /** The stream ends with an error line, or within a line, or is never begun. */
  readonly fault?: "error-line" | "half-line" | "silence";
  readonly contextLength?: number;
  /** Default: tiny. */
  readonly name?: string;
  readonly forgets?: Forgetting;
}

export interface OllamaServer extends Listening {
  /** Bodies of /api/chat. */
  readonly chats: readonly Body[];
}

const KEPT = 4;

/** Speaks Ollama's protocol as version 0.5.4 does, or as newer ones where a behaviour says so. */
export async function ollamaServer(behaviour: OllamaBehaviour = {}): Promise<OllamaServer> {
  const { contextLength = 8192, thinks = false, name = "tiny" } = behaviour;
  const tagged = `${name}:latest`;
  const chats: Body[] = [];
  let cached: readonly number[] = [];

  const chat = (body: Body, response: ServerResponse) => {
    chats.push(body);
    const options = body.options as { readonly num_ctx?: number; readonly num_predict?: number };
    const window = behaviour.window ?? options.num_ctx ?? 2048;
    const messages = body.messages as readonly { readonly role: string; readonly content: string }[];
    const sent = tokensOf(messages.map(({ role, content }) => `<${role}>\n${content}\n`).join(""));
    if (sent.length > window && behaviour.above === "refuse")
      return sendJson(response, 500, {
        error: JSON.stringify({
          error: {
            code: 400,
            message: `request (${sent.length} tokens) exceeds the available context size (${window} tokens), try increasing it`,
            type: "exceed_context_size_error",
          },
        }),
      });
    const keep = behaviour.above === "half" ? Math.floor(window / 2) : window;
    const read = sent.length > window ? [...sent.slice(0, KEPT), ...sent.slice(KEPT - keep)] : sent;
    const common = commonPrefix(cached, read);
    cached = read;
    const answer = tokensOf(answerFrom(textOf(read), behaviour.forgets));
    const said = answer.slice(0, options.num_predict);
    response.writeHead(200, { "content-type": "application/x-ndjson" });
    const line = (value: object): string => `${JSON.stringify({ model: tagged, ...value })}\n`;
    if (thinks && body.think !== false)
      response.write(line({ message: { role: "assistant", content: "", thinking: "hm" }, done: false }));
    for (const id of said)
      response.write(line({ message: { role: "assistant", content: textOf([id]) }, done: false }));
    if (behaviour.fault === "error-line") return response.end(line({ error: "llama runner stopped" }));
    if (behaviour.fault === "half-line") return response.end('{"model":"tiny","done":tr');
    const counted = behaviour.counts === "uncached" ? read.length - common : read.length;
    const silent = behaviour.counts === "absent" && common > read.length / 2;
    return response.end(
      line({
        message: { role: "assistant", content: "" },
        done: true,
        done_reason: said.length < answer.length ? "length" : "stop",
        total_duration: 2_500_000_000,
        load_duration: 1_000_000,
        ...(silent ? {} : { prompt_eval_count: counted }),
        ...(behaviour.untimed ? {} : { prompt_eval_duration: 1_250_000_000 }),
        eval_count: said.length,
        eval_duration: 10_000_000,
      }),
    );
  };

  const server = await listen(async (request, response) => {
    const body = await readJson(request);
    if (request.url === "/api/version") return sendJson(response, 200, { version: "0.5.4" });
    if (request.url === "/api/tags")
      return sendJson(response, 200, { models: [{ name: tagged, model: tagged, digest: "a".repeat(64) }] });
    const known = body.model === tagged || body.model === name;
    if (!known)
      return sendJson(response, 404, { error: `model "${body.model}" not found, try pulling it first` });
    if (request.url === "/api/show")
      return sendJson(response, 200, {
        template: "{{ .Prompt }}",
        parameters: 'stop                           "<|end|>"\nnum_ctx                        2048',
        details: { family: "llama", parameter_size: "1.1M", quantization_level: "F16" },
        model_info: { "general.architecture": "llama", "llama.context_length": contextLength },
        capabilities: thinks ? ["completion", "thinking"] : ["completion"],
      });
    if (behaviour.fault !== "silence") chat(body, response);
  });
  return { ...server, chats };
}

function commonPrefix(a: readonly number[], b: readonly number[]): number {
  let n = 0;
  while (n < a.length && n < b.length && a[n] === b[n]) n++;
  return n;
}
