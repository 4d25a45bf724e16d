import { join } from "node:path";
import * as z from "zod";
import { packageRoot } from "../root.ts";
import type { Price } from "../run/price.ts";
import { mergeBooks, type PriceBook } from "../run/price-book.ts";
import { readYamlFile } from "./yaml-file.ts";

const Usd = z.number().min(0).describe("USD for a million tokens");
const RATES = {
  input: Usd,
  cachedInput: Usd.optional(),
  cacheWrite: Usd.optional(),
  output: Usd,
};
const Tokens = z.int().min(1);
const Cache = z.strictObject({ minimum: Tokens, step: Tokens, automatic: z.boolean() });
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, "a day, YYYY-MM-DD");
const Source = z.string().min(1);

const ModelPrice = z.strictObject({
  ...RATES,
  long: z.strictObject({ above: Tokens, ...RATES }).optional(),
  cache: Cache.optional(),
  asOf: Day.optional(),
  source: Source.optional(),
});

const Provider = z.strictObject({
  cache: Cache.optional(),
  source: Source.optional(),
  models: z.record(z.string().min(1), ModelPrice),
});

/** Adapter -> its models. */
export const PriceFile = z.record(z.string().regex(/^[a-z0-9-]+$/, "the name of an adapter"), Provider);

/** The price list that comes with midspan, with the entries of a user's file over it. */
export async function openPrices(path?: string): Promise<PriceBook> {
  const own = await readPrices(join(packageRoot(), "datasets", "prices.yaml"));
  return path === undefined ? own : mergeBooks(own, await readPrices(path));
}

async function readPrices(path: string): Promise<PriceBook> {
  const file = await readYamlFile(path, PriceFile, {
    what: "price list",
    keysAt: (at) =>
      at.length < 2
        ? Object.keys(Provider.shape)
        : at.includes("cache")
          ? Object.keys(Cache.shape)
          : at.includes("long")
            ? ["above", ...Object.keys(RATES)]
            : Object.keys(ModelPrice.shape),
  });
  const book: Record<string, Readonly<Record<string, Price>>> = {};
  for (const [adapter, { models, ...shared }] of Object.entries(file))
    book[adapter] = Object.fromEntries(
      Object.entries(models).map(([name, price]) => [name, { ...shared, ...price } as Price]),
    );
  return book;
}
