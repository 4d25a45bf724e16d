import { createHash } from "node:crypto";
import { basename } from "node:path";
import { MidspanError } from "../errors.ts";
import type { Generation, Sample } from "../types.ts";
import type { Adapter } from "./adapter.ts";
import { baseUrl } from "./base-url.ts";
import {
  type LlamacppAnswer,
  type LlamacppProps,
  type LlamacppServer,
  openLlamacpp,
} from "./llamacpp-server.ts";
import { reach, refuseCache } from "./reach.ts";
import { openServerTokenizer } from "./server-tokenizer.ts";
import { refuseSilence } from "./silence.ts";
import { cutPrompt } from "./whole-prompt.ts";

const ADDRESS = "http://127.0.0.1:8080";

/**
 * A llama.cpp server by its own endpoints: the chat template is applied there, the answer's opening appended here,
 * and what is sent are token ids, so that the model sees exactly the prompt that was counted.
 */
export const llamacpp: Adapter = {
  name: "llamacpp",
  summary: `a llama.cpp server (llama-server) at --base-url or ${ADDRESS}`,
  examples: [],
  async open(name, options) {
    refuseCache(options, "a llama.cpp server");
    const address = baseUrl(options.baseUrl ?? ADDRESS);
    const server = openLlamacpp(address, name);
    const { props, template } = await reach(
      async (signal) => ({ props: await server.props(signal), template: await measure(server, signal) }),
      "Start it with: llama-server -m MODEL.gguf -c TOKENS; or name its address with --base-url.",
    );
    const file = basename(props.model);
    const { tokenizer, close } = openServerTokenizer({
      baseUrl: address,
      model: name,
      // By its vocabulary alone: two quantisations of a model read the same tokens.
      id: `llama.cpp@${template.vocabulary}`,
      templateTokens: template.tokens,
    });
    return {
      id: `llamacpp:${name}`,
      adapterVersion: 1,
      simulated: false,
      contextWindow: props.window,
      tokenizer,
      prefill: !template.opensThought,
      concurrency: slotsFor(options.longestPrompt, props),
      server: new URL(address).origin,
      details: {
        weights: file,
        ...(props.build === undefined ? {} : { server: `llama.cpp ${props.build}` }),
        templateSha256: sha256(props.template).slice(0, 12),
        repeatPenalty: 1,
      },
      async generate(sample, generation) {
        generation.signal?.throwIfAborted();
        const prompt = await promptOf(server, sample, template.bos, generation.signal);
        assertFits(prompt.length + generation.maxOutputTokens, props.window);
        const answer = await server.complete(prompt, options.prefixCache ?? true, generation);
        const read = answer.promptTokens ?? prompt.length;
        if (answer.truncated || read < 0.9 * prompt.length)
          throw cutPrompt(
            read,
            { ...sample, promptTokens: prompt.length },
            "Start the server with a larger -c.",
          );
        return refuseSilence(generationOf(answer));
      },
      close,
    };
  },
};

/** What a tokenizer makes of this tells it from another. */
const PROBE = 'The ferry\'s 3,048 bolts\n\n“né”  {"k": [0x1e]}\tüber 水 😀 Tide_v7';

interface Template {
  /** Of what the vocabulary makes of a probe, 8 digits; equal for equal vocabularies. */
  readonly vocabulary: string;
  /** Tokens around one user message, BOS included. */
  readonly tokens: number;
  /** What every prompt of the model begins with; templates of some models leave it to the server. */
  readonly bos: readonly number[];
  /** The rendered prompt ends within a thought: what is appended there is no answer. */
  readonly opensThought: boolean;
}

/** Measured on a word that joins nothing. */
async function measure(server: LlamacppServer, signal: AbortSignal): Promise<Template> {
  const word = "a";
  const [bare, begun] = [
    await server.tokenize(word, { signal }),
    await server.tokenize(word, { bos: true, signal }),
  ];
  const bos = begun.slice(0, Math.max(0, begun.indexOf(bare[0] as number)));
  const text = await server.render([{ role: "user", content: word }], signal);
  const ids = withBos(await server.tokenize(text, { signal }), bos);
  return {
    vocabulary: sha256(JSON.stringify(await server.tokenize(PROBE, { signal }))).slice(0, 8),
    tokens: ids.length - bare.length,
    bos,
    opensThought: /<think(?:ing)?>\s*$/.test(text),
  };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function promptOf(
  server: LlamacppServer,
  sample: Sample,
  bos: readonly number[],
  signal: AbortSignal | undefined,
): Promise<readonly number[]> {
  const text = (await server.render(sample.messages, signal)) + (sample.answerPrefix ?? "");
  return withBos(await server.tokenize(text, signal === undefined ? {} : { signal }), bos);
}

/** Exactly one BOS where the model has one: some templates write it, some leave it to the server. */
function withBos(ids: readonly number[], bos: readonly number[]): readonly number[] {
  return bos.every((id, i) => ids[i] === id) ? ids : [...bos, ...ids];
}

/**
 * Slots share one memory unless -np divides it, which /props does not tell; long prompts then abort each other. So
 * only as many are used as fit one slot's window together.
 */
function slotsFor(longest: number | undefined, { slots, window }: LlamacppProps): number {
  return longest === undefined ? 1 : Math.max(1, Math.min(slots, Math.floor(window / longest)));
}

function assertFits(tokens: number, window: number): void {
  if (tokens > window)
    throw new MidspanError(
      "context-window",
      `the prompt is too long; ${window} tokens of a slot with the answer: ${tokens}`,
      { cure: "Start the server with a larger -c, or fewer slots." },
    );
}

function generationOf(answer: LlamacppAnswer): Generation {
  const { text, stop, promptTokens, cachedTokens, outputTokens, promptMs, outputMs } = answer;
  const reason = stop === "limit" ? "length" : stop === "eos" || stop === "word" ? "stop" : "other";
  return {
    text,
    finish: { reason, raw: stop },
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...(cachedTokens === undefined ? {} : { cachedTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(promptMs === undefined ? {} : { prefillMs: promptMs }),
    ...(promptMs === undefined || outputMs === undefined ? {} : { totalMs: promptMs + outputMs }),
    warnings: [],
  };
}
