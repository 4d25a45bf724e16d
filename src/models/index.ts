import { MidspanError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import type { Model } from "../types.ts";
import type { Adapter, OpenOptions } from "./adapter.ts";
import { anthropic } from "./anthropic.ts";
import { embedded } from "./embedded.ts";
import { google } from "./google.ts";
import { llamacpp } from "./llamacpp.ts";
import { parseModelId } from "./model-id.ts";
import { ollama } from "./ollama.ts";
import { openai } from "./openai.ts";
import { openaiCompatible } from "./openai-compatible.ts";
import { replay } from "./replay.ts";
import { simulated } from "./simulated.ts";
import { transformers } from "./transformers.ts";

export type { Adapter, OpenOptions } from "./adapter.ts";
export { parseCurve, trueRecall } from "./curve.ts";

/**
 * Every way of reaching a model.
 *
 * @example
 * ```ts
 * for (const { name, examples } of adapters) console.log(name, examples);
 * ```
 */
export const adapters: readonly Adapter[] = [
  embedded,
  transformers,
  ollama,
  llamacpp,
  openaiCompatible,
  openai,
  anthropic,
  google,
  simulated,
  replay,
];

/**
 * Opens `adapter:name[+cache]`. Throws `usage` for an id or option that breaks a rule, `unknown-name`,
 * `model-unavailable`.
 *
 * @example
 * ```ts
 * const model = await openModel("embedded:reference");
 * const { text } = await model.generate(sample, { maxOutputTokens: 16, temperature: 0, seed: 1 });
 * await model.close();
 * ```
 */
export async function openModel(id: string, options: OpenOptions = {}): Promise<Model> {
  const { adapter: name, name: rest, cache } = parseModelId(id);
  const adapter = adapters.find((entry) => entry.name === name);
  if (adapter === undefined) {
    const names = adapters.map((entry) => entry.name);
    const near = nearest(name, names);
    throw new MidspanError("unknown-name", `no such model adapter; one of ${names.join(", ")}: ${name}`, {
      cure: near === undefined ? "midspan list models shows them." : `Did you mean ${near}:${rest}?`,
    });
  }
  if (cache !== undefined && options.cache !== undefined && cache !== options.cache)
    throw new MidspanError(
      "usage",
      `two caches for one model; in the id or by option: ${id} and ${options.cache}`,
    );
  return adapter.open(rest, cache === undefined ? options : { ...options, cache });
}
