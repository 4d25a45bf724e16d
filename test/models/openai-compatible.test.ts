import { afterEach, describe, expect, it, vi } from "vitest";
import { openaiCompatible } from "../../src/models/openai-compatible.ts";
import type { Model } from "../../src/types.ts";
import { asking } from "./servers/asking.ts";
import {
  type CompatibleBehaviour,
  type CompatibleServer,
  compatibleServer,
} from "./servers/openai-compatible.ts";

const OPTIONS = { maxOutputTokens: 6, temperature: 0, seed: 5, counted: true };
const LONG = asking(100);
const open: CompatibleServer[] = [];

afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function opened(
  behaviour: CompatibleBehaviour = {},
): Promise<{ readonly server: CompatibleServer; readonly model: Model }> {
  const server = await compatibleServer(behaviour);
  open.push(server);
  return { server, model: await openaiCompatible.open("m", { baseUrl: server.url }) };
}

describe("opening", () => {
  it("needs an address", async () => {
    await expect(openaiCompatible.open("m", {})).rejects.toMatchObject({ code: "usage" });
  });

  it("refuses Ollama's /v1 and names its own protocol", async () => {
    const asked = opened({ ollama: true });
    await expect(asked).rejects.toMatchObject({
      code: "usage",
      cure: expect.stringContaining("--model ollama:m"),
    });
  });

  it("learns the window from the list of models", async () => {
    const { model } = await opened({ models: [{ id: "m", max_model_len: 4096 }, { id: "n" }] });
    expect(model).toMatchObject({ contextWindow: 4096, prefill: false, details: { served: "m" } });
  });

  it("suggests a listed model for one that is not", async () => {
    const { server } = await opened({ models: [{ id: "m" }, { id: "qwen3-8b" }] });
    const asked = openaiCompatible.open("qwen3-8", { baseUrl: server.url });
    await expect(asked).rejects.toMatchObject({
      code: "model-unavailable",
      cure: "Did you mean openai-compatible:qwen3-8b?",
    });
  });

  it("says what a server of one model serves under whatever name", async () => {
    const { model } = await opened({ models: [{ id: "qwen3" }] });
    expect(model.details.served).toBe("qwen3");
  });

  it("of a server that is not there is model-unavailable", async () => {
    const { server } = await opened();
    await server.close();
    const asked = openaiCompatible.open("m", { baseUrl: server.url });
    await expect(asked).rejects.toMatchObject({ code: "model-unavailable" });
  });
});

describe.each([false, true])("an answer, whole: %s", (whole) => {
  it("has every number that the server gave", async () => {
    const { server, model } = await opened({ whole });
    const { promptTokens, totalMs, ...generation } = await model.generate(LONG, OPTIONS);
    expect(promptTokens).toBeGreaterThan(0.9 * LONG.promptTokens);
    expect(totalMs).toBeGreaterThan(0);
    expect(generation).toEqual({
      text: "blue",
      finish: { reason: "stop", raw: "stop" },
      cachedTokens: 16,
      outputTokens: 1,
      reasoningTokens: 3,
      fingerprint: "fp_1",
      limits: { requestsLeft: 59, requestsResetMs: 1000 },
      warnings: [],
    });
    expect(server.chats[0]).toMatchObject({
      model: "m",
      max_tokens: 6,
      temperature: 0,
      seed: 5,
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it.each([
    [{ finish: "content_filter" }, { reason: "refusal", raw: "content_filter" }, "blue"],
    [{ refusal: "I cannot help", says: "" }, { reason: "refusal", raw: "stop" }, ""],
    [{ finish: "length", says: "" }, { reason: "length", raw: "length" }, ""],
    [{ finish: "tool_calls" }, { reason: "other", raw: "tool_calls" }, "blue"],
    [{ says: null, finish: "length" }, { reason: "length", raw: "length" }, ""],
    [{ says: "<think>a</think>blue" }, { reason: "stop", raw: "stop" }, "<think>a</think>blue"],
  ] as const)("%o ends as %o", async (behaviour, finish, text) => {
    const { model } = await opened({ ...behaviour, whole });
    expect(await model.generate(LONG, { ...OPTIONS, maxOutputTokens: 20 })).toMatchObject({ finish, text });
  });

  it.each(["abort", "error"])("that the server gave up (%s) is none, and asked again", async (finish) => {
    const { model } = await opened({ finish, whole });
    await expect(model.generate(LONG, OPTIONS)).rejects.toMatchObject({
      code: "bad-response",
      retryable: true,
    });
  });

  it("to a prompt that was cut is none", async () => {
    const { model } = await opened({ window: 256, whole });
    for (const counted of [true, false])
      await expect(model.generate(LONG, { ...OPTIONS, counted })).rejects.toMatchObject({
        code: "context-truncated",
        message: expect.stringContaining("256"),
      });
  });

  it("without usage says that a cut would not be seen", async () => {
    const { model } = await opened({ silentUsage: true, whole });
    const generation = await model.generate(LONG, OPTIONS);
    expect(generation.warnings).toEqual([expect.stringContaining("cut")]);
    for (const name of ["promptTokens", "cachedTokens", "outputTokens", "reasoningTokens"])
      expect(generation).not.toHaveProperty(name);
  });
});

describe("a stream", () => {
  it("may hold comments", async () => {
    const { model } = await opened({ comments: true });
    expect((await model.generate(LONG, OPTIONS)).text).toBe("blue");
  });

  it.each([
    ["error-event", "bad-response"],
    ["broken", "network"],
    ["half-event", "bad-response"],
  ] as const)("that ends by %s is no answer", async (fault, code) => {
    const { model } = await opened({ fault });
    await expect(model.generate(LONG, OPTIONS)).rejects.toMatchObject({ code, retryable: true });
  });
});

describe("a key", () => {
  const KEY = "sk-compatible-0123456789";

  it("goes to the server under the base address, and into no message or record", async () => {
    vi.stubEnv("OPENAI_COMPATIBLE_API_KEY", KEY);
    const error = { message: `wrong key ${KEY}` };
    const { server, model } = await opened({ status: { code: 401, error } });
    const asked = model.generate(LONG, OPTIONS);
    await expect(asked).rejects.toMatchObject({ code: "model-unavailable", retryable: false });
    await expect(asked).rejects.toSatisfy((e) => !String(e).includes(KEY));
    expect(server.keys.at(-1)).toBe(`Bearer ${KEY}`);
    expect(server.keys[0]).toBeUndefined(); // is it an Ollama?
    expect(JSON.stringify(model)).not.toContain(KEY);
  });

  it("is not needed", async () => {
    vi.stubEnv("OPENAI_COMPATIBLE_API_KEY", "");
    const { server, model } = await opened();
    await model.generate(LONG, OPTIONS);
    expect(new Set(server.keys)).toEqual(new Set([undefined]));
  });
});

it("a limit is passed on with its wait", async () => {
  const status = { code: 429, error: { message: "slow down" }, headers: { "retry-after-ms": "250" } };
  const { model } = await opened({ status });
  const asked = model.generate(LONG, OPTIONS);
  await expect(asked).rejects.toMatchObject({ code: "rate-limited", retryable: true, retryAfterMs: 250 });
});
