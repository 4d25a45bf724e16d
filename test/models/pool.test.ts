import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openModel } from "../../src/models/index.ts";
import { openPool } from "../../src/models/pool.ts";
import type { Model } from "../../src/types.ts";
import { folder, sampleOf } from "./reference.ts";

const OPTIONS = { maxOutputTokens: 6, temperature: 0, seed: 0 };

describe("two threads", () => {
  let pooled: Model;
  beforeAll(async () => {
    pooled = await openModel("embedded:reference", { threads: 2 });
  }, 120_000);
  afterAll(() => pooled.close());

  it("answer as one process does, and a family stays with its prefix", async () => {
    const single = await openModel("embedded:reference", { threads: 0 });
    const samples = [1, 2, 3, 4].map((seed) => sampleOf(20 + seed, { seed }));
    const ask = (model: Model) => Promise.all(samples.map((sample) => model.generate(sample, OPTIONS)));
    const wanted = (await ask(single)).map(({ text }) => text);
    expect((await ask(pooled)).map(({ text }) => text)).toEqual(wanted);
    for (const { cachedTokens, promptTokens } of await ask(pooled))
      expect(cachedTokens).toBeGreaterThan(promptTokens! - 200);
    await single.close();
  });

  it("leave this thread free and end when told", async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await Promise.all(
      [1, 2, 3, 4].map((seed) => pooled.generate(sampleOf(400, { seed: seed + 10 }), OPTIONS)),
    );
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(3);

    const abort = new AbortController();
    const asked = pooled.generate(sampleOf(400, { seed: 99 }), { ...OPTIONS, signal: abort.signal });
    abort.abort(new Error("stopped by the test"));
    await expect(asked).rejects.toThrow("stopped by the test");
    expect((await pooled.generate(sampleOf(2), OPTIONS)).text).toEqual(expect.any(String));
  });

  it("are shared by models of other caches, and stay for the one that is open", async () => {
    const other = await openModel("embedded:reference+window:64", { threads: 2 });
    await other.generate(sampleOf(30), OPTIONS);
    await other.close();
    await other.close();
    await expect(other.generate(sampleOf(30), OPTIONS)).rejects.toMatchObject({ code: "model-unavailable" });
    expect((await pooled.generate(sampleOf(2), OPTIONS)).finish.reason).toMatch(/stop|length/);
  });

  it("carry a refusal with its code and cure", async () => {
    await expect(pooled.generate(sampleOf(700), OPTIONS)).rejects.toMatchObject({ code: "context-window" });
  });
});

it("a thread that cannot load the model fails the opening", async () => {
  const broken = { ...folder, source: "/no/such/model" };
  await expect(openPool(broken, 1, 1)).rejects.toMatchObject({ code: "model-unavailable" });
}, 120_000);
