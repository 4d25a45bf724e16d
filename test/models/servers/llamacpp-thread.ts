import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { answerFrom, textOf, tokensOf } from "./answer-from.ts";
import { listen } from "./listen.ts";
import type { LlamacppBehaviour } from "./llamacpp.ts";
import { type Body, readJson, sendJson } from "./read-json.ts";

const behaviour = workerData as LlamacppBehaviour;
const SPECIAL = ["<|bos|>", "<|user|>", "<|assistant|>", "<|end|>"];
const BOS = 0;
const { window = 4096, slots = 1, templateBos = true } = behaviour;
const completions: Body[] = [];
let tokenised = 0;
let loading = behaviour.loading ?? 0;
let cached: readonly number[] = [];

function encode(text: string): number[] {
  return text.split(/(<\|[a-z]+\|>)/).flatMap((part) => {
    const special = SPECIAL.indexOf(part);
    return special >= 0 ? [special] : tokensOf(part).map((id) => id + SPECIAL.length);
  });
}

function decode(ids: readonly number[]): string {
  return ids.map((id) => SPECIAL[id] ?? textOf([id - SPECIAL.length])).join("");
}

function render(messages: readonly { readonly role: string; readonly content: string }[]): string {
  const turns = messages.map(({ role, content }) => `<|${role}|>\n${content}<|end|>\n`).join("");
  return `${templateBos ? SPECIAL[BOS] : ""}${turns}<|assistant|>\n${behaviour.thinks ? "<think>\n" : ""}`;
}

function complete(body: Body, response: ServerResponse) {
  completions.push(body);
  if (behaviour.completion === "silent") return;
  const sent = typeof body.prompt === "string" ? encode(body.prompt) : (body.prompt as number[]);
  const limit = behaviour.trueWindow ?? window;
  const over = sent.length >= limit;
  if (over && behaviour.above !== "shift")
    return sendJson(response, 400, {
      error: {
        code: 400,
        message: "the request exceeds the available context size, try increasing it",
        type: "exceed_context_size_error",
        n_prompt_tokens: sent.length,
        n_ctx: limit,
      },
    });
  const read = over ? [...sent.slice(0, limit / 4), ...sent.slice(-limit / 4)] : sent;
  let common = 0;
  while (body.cache_prompt !== false && common < read.length - 1 && cached[common] === read[common]) common++;
  cached = read;
  const answer = encode(answerFrom(decode(read), behaviour.forgets));
  const said = answer.slice(0, body.n_predict as number);
  const cut = said.length < answer.length;
  const stop =
    behaviour.completion === "older"
      ? { stopped_eos: !cut, stopped_limit: cut, stopped_word: false }
      : { stop_type: cut ? "limit" : "eos" };
  return sendJson(response, 200, {
    content: decode(said),
    stop: true,
    ...stop,
    truncated: over,
    tokens_predicted: said.length,
    tokens_evaluated: read.length,
    tokens_cached: read.length + said.length - 1,
    ...(behaviour.completion === "bare"
      ? {}
      : {
          timings: {
            ...(behaviour.completion === "older" ? {} : { cache_n: common }),
            prompt_n: read.length - common,
            prompt_ms: 12.5,
            predicted_n: said.length,
            predicted_ms: 2.5,
          },
        }),
  });
}

const { url } = await listen(async (request, response) => {
  const body = await readJson(request);
  const { pathname } = new URL(request.url ?? "/", "http://x");
  if (pathname === "/log") return sendJson(response, 200, { completions, tokenised });
  if (loading > 0) {
    loading--;
    const error = { code: 503, message: "Loading model", type: "unavailable_error" };
    return sendJson(response, 503, { error });
  }
  switch (pathname) {
    case "/props":
      return sendJson(response, 200, {
        default_generation_settings: { n_ctx: window },
        total_slots: slots,
        model_path: `/srv/models/${behaviour.file ?? "tiny"}.gguf`,
        chat_template: "{{ messages }}",
        build_info: "b9999-test",
      });
    case "/apply-template":
      return sendJson(response, 200, { prompt: render(body.messages as never) });
    case "/tokenize": {
      tokenised++;
      if (behaviour.tokenizeMs) await sleep(behaviour.tokenizeMs);
      const ids = encode(body.content as string);
      return sendJson(response, 200, { tokens: body.add_special ? [BOS, ...ids] : ids });
    }
    case "/detokenize":
      return sendJson(response, 200, { content: decode(body.tokens as number[]) });
    case "/completion":
      complete(body, response);
      return;
    default:
      return sendJson(response, 404, {
        error: { code: 404, message: "File Not Found", type: "not_found_error" },
      });
  }
}, behaviour.port);
parentPort?.postMessage(url);
