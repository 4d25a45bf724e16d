import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adapters, openModel } from "../../src/models/index.ts";
import type { Model } from "../../src/types.ts";
import { folder as reference, sampleOf } from "./reference.ts";

const OPTIONS = { maxOutputTokens: 6, temperature: 0, seed: 0 };

const run = mkdtempSync(join(tmpdir(), "midspan-contract-"));
writeFileSync(
  join(run, "trials.jsonl"),
  `${JSON.stringify({ schema: 1, id: "t", model: "m:m", task: "needle", cell: sampleOf(1).cell, status: "scored", output: "blue", warnings: [] })}\n`,
);
afterAll(() => rmSync(run, { recursive: true }));

/** One id an adapter at least; an adapter without one fails below. */
const IDS = [
  ...adapters.flatMap((adapter) => adapter.examples),
  "embedded:reference+sinks:64+64",
  "embedded:reference+window:64",
  "embedded:reference+head:64",
  `transformers:${reference.source}`,
  `replay:${run}`,
];

describe("the registry", () => {
  it("has unique names that fit before a colon, and an id of each is held to the contract", () => {
    const names = adapters.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect(name).toMatch(/^[a-z][a-z-]*$/);
      expect(IDS.some((id) => id.startsWith(`${name}:`))).toBe(true);
    }
  });

  it.each([
    ["embeded:reference", "embedded:reference"],
    ["embedded:referense", "embedded:reference"],
    ["simulated:flatt", "simulated:flat"],
  ])("suggests the nearest name: %s", async (id, meant) => {
    await expect(openModel(id)).rejects.toMatchObject({
      code: "unknown-name",
      cure: expect.stringContaining(meant),
    });
  });

  it("refuses two caches for one model", async () => {
    const opened = openModel("embedded:reference+window:64", { cache: "window:128" });
    await expect(opened).rejects.toMatchObject({ code: "usage" });
  });
});

describe.each(IDS)("%s", (id) => {
  let model: Model;
  beforeAll(async () => {
    model = await openModel(id, { threads: 0 });
  });
  afterAll(() => model.close());

  it("bears its id and says what it is", () => {
    expect(model.id).toBe(id);
    expect(model.concurrency).toBeGreaterThanOrEqual(1);
    expect(Number.isInteger(model.adapterVersion)).toBe(true);
    for (const value of Object.values(model.details)) expect(typeof value).not.toBe("object");
  });

  it("has a tokenizer whose counts are those of its ids and whose text comes back", () => {
    const { tokenizer } = model;
    const text = " Ann Lee's 4 éclairs 🦊\n\ncost 1,250.";
    expect(tokenizer.count(text)).toBe(tokenizer.encode(text).length);
    expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
    expect(tokenizer.decode([])).toBe("");
    expect(tokenizer.templateTokens).toBeGreaterThanOrEqual(0);
  });

  it("answers, and the same again", async () => {
    const first = await model.generate(sampleOf(12), OPTIONS);
    expect(typeof first.text).toBe("string");
    expect(["stop", "length"]).toContain(first.finish.reason);
    const again = await model.generate(sampleOf(12), OPTIONS);
    expect(again.text).toBe(first.text);
    expect(again.finish).toEqual(first.finish);
  });

  it("does not begin what is already aborted", async () => {
    const signal = AbortSignal.abort(new Error("stopped by the test"));
    await expect(model.generate(sampleOf(12), { ...OPTIONS, signal })).rejects.toThrow("stopped by the test");
  });

  // A folder of ours says in its config.json that its cache can be cut.
  if (!id.startsWith("embedded:") && !id.endsWith("models/reference"))
    it("takes a cache only where it can cut one", async () => {
      await expect(openModel(id, { cache: "window:64", threads: 0 })).rejects.toMatchObject({
        code: "usage",
      });
    });
});
