import { afterAll, afterEach, describe, expect, it } from "vitest";
import { fitFiller } from "../../src/haystack/fit.ts";
import { haystacks } from "../../src/haystack/index.ts";
import { rememberSegments } from "../../src/haystack/remember.ts";
import type { OpenOptions } from "../../src/models/adapter.ts";
import { llamacpp } from "../../src/models/llamacpp.ts";
import { createWordTokenizer } from "../../src/tokens.ts";
import type { Model } from "../../src/types.ts";
import { asking } from "./servers/asking.ts";
import { type LlamacppBehaviour, type LlamacppTestServer, llamacppServer } from "./servers/llamacpp.ts";

const OPTIONS = { maxOutputTokens: 6, temperature: 0, seed: 5, counted: true };
const LONG = asking(100);
const models: Model[] = [];
/** A thread takes a while to start: tests of one behaviour share its server. */
const servers = new Map<string, Promise<LlamacppTestServer>>();

afterEach(async () => {
  await Promise.all(models.splice(0).map((model) => model.close()));
});
afterAll(async () => {
  for (const server of servers.values()) await (await server).close();
});

async function opened(
  behaviour: LlamacppBehaviour = {},
  options: OpenOptions = {},
): Promise<{ readonly server: LlamacppTestServer; readonly model: Model }> {
  const key = JSON.stringify(behaviour);
  const starting = servers.get(key) ?? llamacppServer(behaviour);
  servers.set(key, starting);
  const server = await starting;
  const model = await llamacpp.open("tiny", { baseUrl: server.url, ...options });
  models.push(model);
  return { server, model };
}

describe("opening", () => {
  it("learns window, weights and build from the server", async () => {
    const { server, model } = await opened();
    expect(model).toMatchObject({ id: "llamacpp:tiny", contextWindow: 4096, prefill: true, concurrency: 1 });
    expect(model.server).toBe(server.url);
    expect(model.details).toMatchObject({ weights: "tiny.gguf", server: "llama.cpp b9999-test" });
  });

  it.each([
    [{ slots: 4, window: 4096 }, undefined, 1],
    [{ slots: 4, window: 4096 }, 4096, 1],
    [{ slots: 4, window: 4096 }, 2048, 2],
    [{ slots: 4, window: 4096 }, 256, 4],
  ])("%o with prompts of %s tokens takes %i at once", async (behaviour, longestPrompt, concurrency) => {
    const { model } = await opened(behaviour, longestPrompt === undefined ? {} : { longestPrompt });
    expect(model.concurrency).toBe(concurrency);
  });

  it("waits while the model loads", async () => {
    expect((await opened({ loading: 2 })).model.contextWindow).toBe(4096);
  });

  it("of a server that is not there knows the cure", async () => {
    const { server } = await opened({ slots: 5 });
    await server.close();
    await expect(llamacpp.open("tiny", { baseUrl: server.url })).rejects.toMatchObject({
      code: "model-unavailable",
      cure: expect.stringContaining("llama-server"),
    });
  });
});

describe("the prompt that is sent", () => {
  it.each([true, false])(
    "is the rendered one with one BOS, the answer opened: template BOS %s",
    async (bos) => {
      const { server, model } = await opened({ templateBos: bos });
      await model.generate({ ...LONG, answerPrefix: "The colour is" }, OPTIONS);
      const [body] = await server.completions();
      const { tokenizer } = model;
      const text = `<|bos|><|user|>\n${LONG.messages[0]?.content}<|end|>\n<|assistant|>\nThe colour is`;
      expect(tokenizer.decode(body?.prompt as number[])).toBe(text);
      expect(body).toMatchObject({
        n_predict: 6,
        temperature: 0,
        seed: 5,
        cache_prompt: true,
        repeat_penalty: 1,
      });
      // bos, user, line, message, end, line, assistant, line
      expect(tokenizer.templateTokens).toBe(7);
    },
  );

  it("is computed anew where no prefix is to be shared", async () => {
    const { server, model } = await opened({}, { prefixCache: false });
    await model.generate(LONG, OPTIONS);
    expect((await server.completions()).at(-1)).toMatchObject({ cache_prompt: false });
  });

  it("has no opened answer where the template opens a thought", async () => {
    expect((await opened({ thinks: true })).model.prefill).toBe(false);
  });
});

describe("an answer", () => {
  it("has every number that the server gave", async () => {
    const { model } = await opened({ slots: 7 });
    const first = await model.generate(LONG, OPTIONS);
    expect(first).toEqual({
      text: "blue",
      finish: { reason: "stop", raw: "eos" },
      promptTokens: LONG.promptTokens - 1,
      cachedTokens: 0,
      outputTokens: 1,
      prefillMs: 12.5,
      totalMs: 15,
      warnings: [],
    });
    const again = await model.generate(LONG, OPTIONS);
    expect(again.cachedTokens).toBe(LONG.promptTokens - 2);
  });

  it("of an older server has them too", async () => {
    const { model } = await opened({ completion: "older" });
    await model.generate(LONG, OPTIONS);
    const { cachedTokens, finish } = await model.generate(LONG, OPTIONS);
    expect(cachedTokens).toBe(LONG.promptTokens - 2);
    expect(finish).toEqual({ reason: "stop", raw: "eos" });
  });

  it("without timings has none", async () => {
    const { model } = await opened({ completion: "bare" });
    const answer = await model.generate(LONG, OPTIONS);
    for (const name of ["prefillMs", "totalMs", "cachedTokens"]) expect(answer).not.toHaveProperty(name);
  });

  it("that runs into its limit says so", async () => {
    const { model } = await opened();
    const { answerPrefix: _, ...sample } = { ...LONG, answerPrefix: "" };
    const unknown = [{ role: "user" as const, content: "What is the size of Bo?" }];
    const { finish } = await model.generate(
      { ...sample, messages: unknown },
      { ...OPTIONS, maxOutputTokens: 1 },
    );
    expect(finish).toEqual({ reason: "length", raw: "limit" });
  });

  it("ends when it is aborted", async () => {
    const { model } = await opened({ completion: "silent" });
    const stop = new AbortController();
    const asked = model.generate(LONG, { ...OPTIONS, signal: stop.signal });
    setTimeout(() => stop.abort(new Error("stopped by the test")), 20);
    await expect(asked).rejects.toThrow("stopped by the test");
  });
});

describe("a prompt above the window", () => {
  it("is not sent", async () => {
    const { server, model } = await opened({ window: 512 });
    await expect(model.generate(LONG, OPTIONS)).rejects.toMatchObject({ code: "context-window" });
    expect(await server.completions()).toEqual([]);
  });

  it.each([
    ["refuse", "context-window"],
    ["shift", "context-truncated"],
  ] as const)("that the server meets with %s is %s, never an answer", async (above, code) => {
    const { model } = await opened({ trueWindow: 512, above });
    await expect(model.generate(LONG, OPTIONS)).rejects.toMatchObject({ code, retryable: false });
  });
});

describe("the tokenizer", () => {
  const word = createWordTokenizer();

  it("counts exactly what the server counts, by the block", async () => {
    const { server, model } = await opened({ tokenizeMs: 5 });
    const before = await server.tokenised();
    const { count } = model.tokenizer;
    const source = rememberSegments(haystacks[0]!);
    const fitted = fitFiller(source.segments(1), 8000, 8, count);
    const same = fitFiller(source.segments(1), 8000, 8, word.count);
    expect(fitted.tokens).toBe(same.tokens);
    expect(fitted.segments).toEqual(same.segments);
    const asked = (await server.tokenised()) - before;
    expect(asked).toBeGreaterThan(500);
    // Nothing is asked for twice.
    fitFiller(rememberSegments(haystacks[0]!).segments(1), 8000, 8, count);
    expect((await server.tokenised()) - before).toBe(asked);
  });

  it("passes on what the server's refusal means", async () => {
    const { server, model } = await opened({ slots: 6 });
    await server.close();
    expect(() => model.tokenizer.count("anything new")).toThrow(expect.objectContaining({ code: "network" }));
  });
});
