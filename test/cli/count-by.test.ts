import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { countBy } from "../../src/cli/count-by.ts";
import { openModel } from "../../src/models/index.ts";
import type { Model } from "../../src/types.ts";

let cache = "";
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "midspan-cache-"));
  vi.stubEnv("MIDSPAN_CACHE", cache);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

it("counts by the tokenizer that is named, and keeps the counts when the model is closed", async () => {
  const model = await (await countBy("o200k_base"))(await openModel("simulated:u"));
  expect(model.tokenizer.id).toBe("o200k_base");
  expect(model.tokenizer.count("hello world")).toBe(2);
  expect(readdirSync(cache)).toEqual([]);
  await model.close();
  expect(readdirSync(join(cache, "counts"))).toHaveLength(1);
});

it("marks an estimate, and keeps none of it", async () => {
  const model = await (await countBy("characters:4"))(await openModel("simulated:u"));
  expect([model.tokenizer.exact, model.tokenizer.count("hello world")]).toEqual([false, 3]);
  await model.close();
  expect(readdirSync(cache)).toEqual([]);
});

it("leaves a model its own: nothing named, or one that is exact", async () => {
  const own = await openModel("simulated:u");
  expect(await (await countBy(undefined))(own)).toBe(own);
  const real: Model = { ...own, id: "local:x", simulated: false };
  await expect((await countBy("o200k_base"))(real)).rejects.toThrowError(
    "local:x has a tokenizer of its own (words@1); --tokenizer is for models without: o200k_base",
  );
  const unknown: Model = { ...real, tokenizer: { ...own.tokenizer, exact: false } };
  expect((await (await countBy("o200k_base"))(unknown)).tokenizer.id).toBe("o200k_base");
  expect((await (await countBy(undefined))(unknown)).tokenizer.id).toBe("words@1");
});

it("knows the published tokenizer of a hosted model that brings none", async () => {
  const own = await openModel("simulated:u");
  const hosted: Model = {
    ...own,
    id: "openai:gpt-4o-mini",
    simulated: false,
    tokenizer: { ...own.tokenizer, exact: false },
  };
  const counted = await countBy(undefined);
  expect((await counted(hosted)).tokenizer.id).toBe("o200k_base");
  expect((await counted({ ...hosted, id: "openai:gpt-4" })).tokenizer.id).toBe("cl100k_base");
  expect((await counted({ ...hosted, id: "openai:not-known" })).tokenizer.exact).toBe(false);
});
