import { MidspanError } from "../errors.ts";
import type { GenerateOptions, Generation, Sample } from "../types.ts";
import type { Adapter } from "./adapter.ts";
import { baseUrl } from "./base-url.ts";
import { ESTIMATE_MARGIN, estimatedTokenizer } from "./estimate.ts";
import { openHttp } from "./http.ts";
import { type OllamaAnswer, ollamaChat, ollamaClient } from "./ollama-chat.ts";
import { type OllamaFacts, ollamaFacts } from "./ollama-facts.ts";
import { ollamaHost } from "./ollama-host.ts";
import { reach, refuseCache } from "./reach.ts";
import { refuseSilence } from "./silence.ts";
import { cutPrompt, watchPrompts } from "./whole-prompt.ts";

/**
 * Ollama's own protocol. The opening of the answer is not sent: whether a last assistant message is continued
 * depends on the template, and on some it is dropped without a word.
 */
export const ollama: Adapter = {
  name: "ollama",
  summary: "a model of an Ollama server at OLLAMA_HOST (http://127.0.0.1:11434) or --base-url",
  examples: [],
  async open(model, options) {
    refuseCache(options, "an Ollama server");
    const host =
      options.baseUrl === undefined ? ollamaHost(process.env.OLLAMA_HOST) : baseUrl(options.baseUrl);
    const secrets = [process.env.OLLAMA_API_KEY ?? ""];
    const http = openHttp({ baseUrl: host, secrets });
    const facts: OllamaFacts =
      options.offline === true
        ? { contextLength: undefined, thinks: false, details: {} }
        : await reach(
            async (signal) => ollamaFacts(await ollamaClient(http, host, signal), model),
            "Start it with: ollama serve; or name its address in OLLAMA_HOST or --base-url.",
          );
    const { contextLength, thinks, details } = facts;
    const numCtx = windowFor(options.longestPrompt ?? DEFAULT_LONGEST, contextLength);
    const settings = { model, numCtx, thinks, secrets };
    const chat = async (sample: Sample, generation: GenerateOptions): Promise<OllamaAnswer> =>
      ollamaChat(await ollamaClient(http, host, generation.signal), settings, sample.messages, generation);
    const isWhole = watchPrompts();
    let proven = 0;
    /** Whether the server has ever said how many tokens it read. */
    let counts = false;
    return {
      id: `ollama:${model}`,
      adapterVersion: 1,
      simulated: false,
      ...(contextLength === undefined ? {} : { contextWindow: contextLength }),
      tokenizer: estimatedTokenizer(),
      prefill: false,
      // The server answers one prompt of a model after the other unless it was told otherwise, and divides its memory then.
      concurrency: 1,
      server: new URL(host).origin,
      details: { ...details, numCtx, repeatPenalty: 1, prefill: "not sent" },
      async generate(sample, generation) {
        generation.signal?.throwIfAborted();
        const answer = await chat(sample, generation);
        const read = answer.promptTokens ?? 0;
        counts ||= answer.promptTokens !== undefined;
        if (read >= numCtx) throw cutPrompt(read, sample, cureFor(numCtx));
        if (isWhole(read, sample, generation)) return generationOf(answer, answer.promptTokens, []);
        // Either the prompt was cut, or the server counts only what its cache did not know.
        // Prompts of one length differ by a few tokens.
        if (sample.promptTokens > 1.05 * proven) {
          const cold = await chat(salted(sample), { ...generation, maxOutputTokens: 1 });
          counts ||= cold.promptTokens !== undefined;
          // A server that never counts cannot be seen to cut; one that does, and is silent now, lost the salt with
          // all that was early.
          if (!counts) return generationOf(answer, undefined, [UNCOUNTED]);
          const counted = cold.promptTokens ?? 0;
          if (counted >= numCtx || !isWhole(counted, sample, generation))
            throw cutPrompt(counted, sample, cureFor(numCtx));
          proven = sample.promptTokens;
        }
        const said = answer.promptTokens ?? "none";
        return generationOf(answer, undefined, [
          `the server counts only tokens that its cache did not hold (${said}); a prompt as long arrived whole`,
        ]);
      },
      close: async () => undefined,
    };
  },
};

const UNCOUNTED = "the server reports no count of a prompt: a cut would not be seen";

/** Tokens with the answer, where the run does not say: enough for `doctor`, and no burden. */
const DEFAULT_LONGEST = 4096;
const STEP = 1024;

/**
 * One window for the whole run, because the server loads the model again for another: the longest planned length,
 * half as much more because it is an estimate, in steps of 1024 and not above what the model was made for.
 */
function windowFor(longest: number, contextLength = Number.POSITIVE_INFINITY): number {
  return Math.min(contextLength, Math.ceil((longest * ESTIMATE_MARGIN) / STEP) * STEP);
}

function cureFor(numCtx: number): string {
  return `num_ctx ${numCtx} was sent; ask for shorter lengths, or look in ollama ps for the window it was loaded with.`;
}

/** The same prompt from another first word on, so that no cache knows it. */
function salted(sample: Sample): Sample {
  const [first, ...rest] = sample.messages;
  if (first === undefined) throw new MidspanError("internal", "a sample without messages");
  const salt = `${sample.cell.seed}-${sample.cell.contextLength}-${Math.round(sample.cell.depth * 1e6)}`;
  return { ...sample, messages: [{ ...first, content: `[${salt}] ${first.content}` }, ...rest] };
}

function generationOf(
  answer: OllamaAnswer,
  promptTokens: number | undefined,
  warnings: readonly string[],
): Generation {
  const { text, thinking, reason: raw, cachedTokens, outputTokens, promptNs, totalNs } = answer;
  const reason = raw === "stop" || raw === "length" ? raw : "other";
  return refuseSilence({
    text,
    finish: { reason, ...(raw === undefined ? {} : { raw }) },
    ...(promptTokens === undefined ? {} : { promptTokens }),
    ...(cachedTokens === undefined ? {} : { cachedTokens }),
    ...(outputTokens === undefined ? {} : { outputTokens }),
    ...(promptNs === undefined ? {} : { prefillMs: promptNs / 1e6 }),
    ...(totalNs === undefined ? {} : { totalMs: totalNs / 1e6 }),
    warnings: thinking === "" ? warnings : [...warnings, "the model thought, although it was told not to"],
  });
}
