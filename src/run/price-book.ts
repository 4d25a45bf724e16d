import type { Model } from "../types.ts";
import type { Charge, Price } from "./price.ts";

/** Prices by adapter and by the model's name there. */
export type PriceBook = Readonly<Record<string, Readonly<Record<string, Price>>>>;

/** Whoever runs these pays for electricity only. */
const LOCAL_ADAPTERS: readonly string[] = [
  "embedded",
  "transformers",
  "simulated",
  "replay",
  "ollama",
  "llamacpp",
];

// What providers put behind a name for one version of the same model at the same price. `-mini`, `-pro`, `-audio`
// and the like are other models.
const VERSION = /^(-\d{4}-\d{2}-\d{2}|-\d{8}|-\d{3,4}|-latest|@\d{8})$/;

/**
 * What a model charges. The entry of its very name counts; else the longest entry that the name begins with, where
 * only a date, a version number or `-latest` follows (`gpt-4o-2024-08-06` is `gpt-4o`, `gpt-4o-mini` is not).
 * Without an entry, models that run here cost nothing and all others are unknown.
 *
 * @example
 * ```ts
 * const charge = chargeOf(model, { openai: { "gpt-4o-mini": { input: 0.15, output: 0.6 } } });
 * ```
 */
export function chargeOf(model: Pick<Model, "id" | "server">, book: PriceBook): Charge {
  const colon = model.id.indexOf(":");
  const [adapter, name] = [model.id.slice(0, colon), model.id.slice(colon + 1)];
  const prices = new Map(Object.entries(book[adapter] ?? {}));
  const entry = prices.has(name)
    ? name
    : [...prices.keys()]
        .filter((key) => name.startsWith(key) && VERSION.test(name.slice(key.length)))
        .sort((a, b) => b.length - a.length)[0];
  const price = entry === undefined ? undefined : prices.get(entry);
  if (entry !== undefined && price !== undefined) return { kind: "priced", entry, price };
  const local = LOCAL_ADAPTERS.includes(adapter) || (adapter === "openai-compatible" && isHere(model.server));
  return { kind: local ? "none" : "unknown" };
}

/** A server on this machine. */
function isHere(server: string | undefined): boolean {
  if (server === undefined) return false;
  try {
    return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(server).hostname);
  } catch {
    return false;
  }
}

/**
 * Entries of the second book over those of the first.
 *
 * @example
 * ```ts
 * const book = mergeBooks(listed, { openai: { mine: { input: 1, output: 2 } } }); // the second wins
 * ```
 */
export function mergeBooks(first: PriceBook, second: PriceBook): PriceBook {
  const merged: Record<string, Readonly<Record<string, Price>>> = { ...first };
  for (const [adapter, prices] of Object.entries(second)) merged[adapter] = { ...merged[adapter], ...prices };
  return merged;
}
