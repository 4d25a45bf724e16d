import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import * as z from "zod";
import { openCharges } from "../../src/cli/charges.ts";
import { openPrices, PriceFile } from "../../src/cli/price-file.ts";
import { DEFAULT_SETTINGS } from "../../src/cli/settings.ts";
import { packageRoot } from "../../src/root.ts";
import { cacheHit, type Price } from "../../src/run/price.ts";
import { chargeOf, type PriceBook } from "../../src/run/price-book.ts";
import { echoModel } from "../run/stand-ins.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-prices-"));
});
afterAll(() => rm(root, { recursive: true }));

async function written(text: string): Promise<string> {
  const path = join(root, "prices.yaml");
  await writeFile(path, text);
  return path;
}

function entryOf(id: string, book: PriceBook, server?: string): string {
  const charge = chargeOf({ id, ...(server === undefined ? {} : { server }) }, book);
  return charge.kind === "priced" ? charge.entry : charge.kind;
}

describe("the price list", () => {
  it("holds what its schema says, and each entry a day and a source", async () => {
    const text = await readFile(join(packageRoot(), "datasets/schema/prices.schema.json"), "utf8");
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(z.toJSONSchema(PriceFile))));
    const book = await openPrices();
    expect(Object.keys(book).sort()).toEqual(["anthropic", "google", "openai"]);
    for (const [name, price] of Object.values(book).flatMap((prices) => Object.entries(prices))) {
      expect(price.asOf, name).toMatch(/^20\d\d-\d\d-\d\d$/);
      expect(price.source, name).toMatch(/^https:/);
      expect(price.cache, name).toBeDefined();
      expect(price.cachedInput ?? 0, name).toBeLessThan(price.input);
      expect(price.output, name).toBeGreaterThan(price.input);
      if (price.long !== undefined) expect(price.long.input, name).toBeGreaterThan(price.input);
    }
  });

  it.each([
    ["openai:gpt-4o", "gpt-4o"],
    ["openai:gpt-4o-2024-08-06", "gpt-4o"],
    ["openai:gpt-4o-mini", "gpt-4o-mini"],
    ["openai:gpt-4o-mini-2024-07-18", "gpt-4o-mini"],
    ["openai:gpt-4o-audio-preview", "unknown"],
    ["openai:gpt-5-pro", "unknown"],
    ["openai:gpt-5.9", "unknown"],
    ["openai:constructor", "unknown"],
    ["anthropic:claude-haiku-4-5-20251001", "claude-haiku-4-5"],
    ["google:gemini-2.5-flash-001", "gemini-2.5-flash"],
    ["google:gemini-2.5-flash-lite", "gemini-2.5-flash-lite"],
    ["google:gpt-4o", "unknown"],
    ["ollama:llama3.2", "none"],
    ["embedded:reference+window:512", "none"],
    ["nobody:knows", "unknown"],
  ])("finds %s as %s", async (id, entry) => {
    expect(entryOf(id, await openPrices())).toBe(entry);
  });

  it("takes a compatible server for free only on this machine", async () => {
    const book = await openPrices();
    const id = "openai-compatible:x";
    for (const server of ["http://127.0.0.1:8000", "http://localhost:1", "http://[::1]:9"])
      expect(entryOf(id, book, server)).toBe("none");
    for (const server of ["https://openrouter.ai", "http://127.0.0.1.example.com", undefined])
      expect(entryOf(id, book, server)).toBe("unknown");
  });

  it("gives way to a user's file, entry by entry", async () => {
    const path = await written(
      "openai: {models: {gpt-4o: {input: 1, output: 2}}}\nollama: {models: {mine: {input: 0.1, output: 0.2}}}\n",
    );
    const book = await openPrices(path);
    expect(book.openai?.["gpt-4o"]).toEqual({ input: 1, output: 2 });
    expect(book.openai?.["gpt-4o-mini"]?.input).toBe(0.15);
    expect(entryOf("ollama:mine", book)).toBe("mine");
  });

  it.each([
    [
      "openai: {models: {x: {input: 1, ouput: 2}}}",
      /:1: unknown key; one of input,.*: ouput|models\.x\.output/,
    ],
    ["openai:\n  models:\n    x: {input: -1, output: 2}", /:3: openai\.models\.x\.input; /],
    ["openai: {models: {x: {input: 1, output: 2, asOf: May}}}", /openai\.models\.x\.asOf; a day, YYYY-MM-DD/],
    ["[1, 2]", /price list; /],
  ])("refuses %j with line, key and rule", async (text, message) => {
    await expect(openPrices(await written(text))).rejects.toMatchObject({
      code: "input-file",
      message: expect.stringMatching(message),
    });
  });
});

describe("a provider's cache", () => {
  const openai: Required<Price>["cache"] = { minimum: 1024, step: 128, automatic: true };
  it.each([
    [1023, 0],
    [1024, 1024],
    [1151, 1024],
    [1152, 1152],
    [5000, 4992],
  ])("answers for %i shared tokens with %i", (shared, hit) => {
    expect(cacheHit(openai, shared)).toBe(hit);
  });
  it("keeps nothing unasked where it must be asked", () => {
    expect(cacheHit({ ...openai, automatic: false }, 5000)).toBe(0);
  });
});

describe("a limit of cost", () => {
  const unheard = echoModel({ id: "openai:unheard-of" });
  const settings = { ...DEFAULT_SETTINGS, maxCost: 1 };
  it("is refused, with the cure, where a price is not known", async () => {
    await expect(openCharges(settings, [unheard, echoModel()])).rejects.toMatchObject({
      code: "usage",
      message: expect.stringMatching(/a known price for every model: none for openai:unheard-of/),
      cure: expect.stringContaining("--prices FILE"),
    });
  });
  it("is kept by a price of the user's, and needs none for what runs here", async () => {
    const prices = await written("openai: {models: {unheard-of: {input: 1, output: 2}}}");
    const charges = await openCharges({ ...settings, prices }, [unheard, echoModel({ id: "ollama:x" })]);
    expect([...charges.values()].map(({ kind }) => kind)).toEqual(["priced", "none"]);
  });
});
