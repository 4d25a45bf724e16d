import { MidspanError } from "../errors.ts";
import { charactersTokenizer } from "../tokenizers/characters.ts";
import type { Message, Model } from "../types.ts";
import type { OpenOptions } from "./adapter.ts";
import { baseUrl } from "./base-url.ts";
import { contextWindowOf } from "./context-window.ts";
import { openHttp } from "./http.ts";
import { type Account, generationOf } from "./sdk-answer.ts";
import { errorOfSdk } from "./sdk-error.ts";
import { secretOf } from "./secrets.ts";

/** A model object of AI SDK 6. It is called directly: one request a call, no repeats, no gateway. */
export type SdkModel = ReturnType<import("@ai-sdk/openai").OpenAIProvider["languageModel"]>;

/** What tells one hosted provider from another. */
export interface Provider {
  /** The adapter's name. */
  readonly name: string;
  /** Which of its protocols is spoken; for messages and details. */
  readonly api: string;
  /** Package and version, recorded: it decides which settings are dropped. */
  readonly library: string;
  readonly keyVariable: string;
  /** The provider's own address, with the version's path. */
  readonly address: string;
  /** Whether the model of that name may think before it answers when it is not told to. */
  thinks(name: string): boolean;
  /** The fewest output tokens that may be asked for; absent = 1. */
  readonly fewestOutputTokens?: number;
  readonly providerOptions?: Parameters<SdkModel["doGenerate"]>[0]["providerOptions"];
  /** Reads the server's own account of a call from its raw body. Throws `bad-response`. */
  account(body: unknown): Account;
  connect(settings: { baseURL: string; apiKey: string; fetch: typeof globalThis.fetch }): SdkModel;
}

/**
 * Thinking counts as output, so that an answer's few dozen tokens would be spent before the answer begins. Models
 * that may think get this much on top; who needs more is truncated, never missed.
 */
const THINKING_TOKENS = 8192;

/** Short of what prose gives (4 to 4.5), so that lengths err on the short side until a probe says better. */
const CHARACTERS_PER_TOKEN = 3.5;

/** Throws `usage` for options that do not apply, `model-unavailable` without a key. Calls nothing. */
export async function openHostedModel(
  provider: Provider,
  name: string,
  options: OpenOptions,
): Promise<Model> {
  const id = `${provider.name}:${name}`;
  if (options.cache !== undefined)
    throw new MidspanError(
      "usage",
      `a hosted model's cache cannot be cut; --cache is for local models: ${options.cache}`,
    );
  const address = addressOf(options.baseUrl, provider.address);
  const { origin } = new URL(address);
  const secrets = options.offline === true ? [] : [secretOf(provider.keyVariable, id)];
  const { fetch } = openHttp({ baseUrl: address, secrets });
  const [apiKey = ""] = secrets;
  const model = provider.connect({ baseURL: address, apiKey, fetch });
  const thinking = provider.thinks(name) ? THINKING_TOKENS : 0;
  const fewest = provider.fewestOutputTokens ?? 1;
  const window = await contextWindowOf(id);
  return {
    id,
    adapterVersion: 1,
    simulated: false,
    ...(window === undefined ? {} : { contextWindow: window }),
    tokenizer: charactersTokenizer(CHARACTERS_PER_TOKEN),
    // OpenAI and Google take no opened turn, Anthropic's models from 4.6 on refuse one (HTTP 400, "does not support
    // assistant message prefill"). One kind of prompt for all keeps hosted models comparable.
    prefill: false,
    concurrency: 8,
    server: origin,
    details: {
      server: origin,
      api: provider.api,
      sdk: provider.library,
      ...(thinking === 0 ? {} : { thinkingTokens: thinking }),
    },
    generate: async (sample, { maxOutputTokens, temperature, seed, signal }) => {
      signal?.throwIfAborted();
      if (secrets.length === 0)
        throw new MidspanError("internal", `opened without a key, only for plans: ${id}`);
      const started = performance.now();
      const asked = maxOutputTokens + thinking;
      try {
        const result = await model.doGenerate({
          prompt: sample.messages.map(partsOf),
          maxOutputTokens: Math.max(fewest, asked),
          temperature,
          seed,
          ...(provider.providerOptions === undefined ? {} : { providerOptions: provider.providerOptions }),
          ...(signal === undefined ? {} : { abortSignal: signal }),
        });
        const totalMs = performance.now() - started;
        const account = provider.account(result.response?.body);
        const raised = asked < fewest ? [`output tokens raised to the server's least: ${fewest}`] : [];
        return generationOf(result, account, { totalMs, secrets, warnings: raised });
      } catch (error) {
        throw errorOfSdk(error, { api: `${provider.name} ${provider.api}`, signal, secrets });
      }
    },
    close: async () => undefined,
  };
}

/**
 * `--base-url`, else the provider's own address; an address without a path gets the provider's. Variables like
 * OPENAI_BASE_URL are not read: where a key goes, and what was measured, stands in the command.
 */
function addressOf(given: string | undefined, own: string): string {
  if (given === undefined) return own;
  const address = baseUrl(given);
  return new URL(address).pathname === "/" ? address + new URL(own).pathname : address;
}

type Prompt = Parameters<SdkModel["doGenerate"]>[0]["prompt"];

function partsOf({ role, content }: Message): Prompt[number] {
  if (role === "system") return { role, content };
  return { role, content: [{ type: "text", text: content }] };
}
