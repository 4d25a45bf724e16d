import { afterEach, describe, expect, it } from "vitest";
import { ollama } from "../../src/models/ollama.ts";
import { ollamaHost } from "../../src/models/ollama-host.ts";
import type { Model } from "../../src/types.ts";
import { asking } from "./servers/asking.ts";
import { type OllamaBehaviour, type OllamaServer, ollamaServer } from "./servers/ollama.ts";

const OPTIONS = { maxOutputTokens: 6, temperature: 0, seed: 5, counted: true };
const LONG = asking(200);
const open: OllamaServer[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function opened(
  behaviour: OllamaBehaviour = {},
  longestPrompt = 2048,
): Promise<{ readonly server: OllamaServer; readonly model: Model }> {
  const server = await ollamaServer(behaviour);
  open.push(server);
  return { server, model: await ollama.open("tiny", { baseUrl: server.url, longestPrompt }) };
}

describe("OLLAMA_HOST", () => {
  it.each([
    [undefined, "http://127.0.0.1:11434"],
    ["", "http://127.0.0.1:11434"],
    ["gpu-box", "http://gpu-box:11434"],
    ["gpu-box:80", "http://gpu-box"],
    ["gpu-box:1234", "http://gpu-box:1234"],
    [":1234", "http://127.0.0.1:1234"],
    ["0.0.0.0", "http://127.0.0.1:11434"],
    ["0.0.0.0:1234", "http://127.0.0.1:1234"],
    ["http://0.0.0.0:1234", "http://127.0.0.1:1234"],
    ["[::]:1234", "http://[::1]:1234"],
    ["::1", "http://[::1]:11434"],
    ["https://ollama.example.org/", "https://ollama.example.org"],
    ["http://gpu-box:1234/ollama", "http://gpu-box:1234/ollama"],
  ])("%s is %s", (given, url) => expect(ollamaHost(given)).toBe(url));

  it("is refused where it is none", () => {
    expect(() => ollamaHost("http://user:word@box")).toThrow(expect.objectContaining({ code: "usage" }));
  });
});

describe("opening", () => {
  it("says what the model is", async () => {
    const { server, model } = await opened();
    expect(model).toMatchObject({ id: "ollama:tiny", contextWindow: 8192, prefill: false, concurrency: 1 });
    expect(model.server).toBe(server.url);
    expect(model.tokenizer.exact).toBe(false);
    expect(model.details).toMatchObject({
      server: "Ollama 0.5.4",
      digest: "aaaaaaaaaaaa",
      quantisation: "F16",
      parameters: 'stop "<|end|>"; num_ctx 2048',
      numCtx: 3072,
    });
  });

  it("knows the cure for a model that the server lacks", async () => {
    const { server } = await opened();
    await expect(ollama.open("huge", { baseUrl: server.url })).rejects.toMatchObject({
      code: "model-unavailable",
      cure: "ollama pull huge",
    });
  });

  it("knows the cure for a server that is not there", async () => {
    const { server } = await opened();
    await server.close();
    await expect(ollama.open("tiny", { baseUrl: server.url })).rejects.toMatchObject({
      code: "model-unavailable",
      cure: expect.stringContaining("ollama serve"),
    });
  });

  it("does not ask for a window that the model lacks", async () => {
    const { model } = await opened({ contextLength: 2500 });
    expect(model.details.numCtx).toBe(2500);
  });
});

describe("a question", () => {
  it("is sent with one window for the whole run, and with what keeps a prompt whole", async () => {
    const { server, model } = await opened();
    await model.generate(asking(2), OPTIONS);
    await model.generate(LONG, OPTIONS);
    expect(server.chats).toHaveLength(2);
    for (const chat of server.chats) {
      expect(chat).toMatchObject({ truncate: false, shift: false, stream: true, keep_alive: "30m" });
      expect(chat.options).toMatchObject({ num_ctx: 3072, num_predict: 6, temperature: 0, seed: 5 });
      expect(chat).not.toHaveProperty("think");
    }
  });

  it("is answered with every number that the server gave", async () => {
    const { model } = await opened();
    const { promptTokens, ...generation } = await model.generate(LONG, OPTIONS);
    expect(promptTokens).toBeGreaterThan(0.9 * LONG.promptTokens);
    expect(generation).toEqual({
      text: "blue",
      finish: { reason: "stop", raw: "stop" },
      outputTokens: 1,
      prefillMs: 1250,
      totalMs: 2500,
      warnings: [],
    });
  });

  it("is answered without a time where none is given", async () => {
    const { model } = await opened({ untimed: true });
    expect(await model.generate(LONG, OPTIONS)).not.toHaveProperty("prefillMs");
  });

  it("of a thinking model tells it not to think", async () => {
    const { server, model } = await opened({ thinks: true });
    expect((await model.generate(LONG, OPTIONS)).warnings).toEqual([]);
    expect(server.chats[0]).toMatchObject({ think: false });
  });

  it("whose answer is cut says so", async () => {
    const { model } = await opened();
    const cut = await model.generate(
      { ...asking(1), messages: [{ role: "user", content: "What is the size of Bo?" }], promptTokens: 8 },
      { ...OPTIONS, maxOutputTokens: 1 },
    );
    expect(cut).toMatchObject({ text: "not", finish: { reason: "length", raw: "length" }, outputTokens: 1 });
  });

  it("ends when it is aborted, also before the first byte", async () => {
    const { model } = await opened({ fault: "silence" });
    const stop = new AbortController();
    const asked = model.generate(LONG, { ...OPTIONS, signal: stop.signal });
    setImmediate(() => stop.abort(new Error("stopped by the test")));
    await expect(asked).rejects.toThrow("stopped by the test");
  });
});

describe("a cut prompt", () => {
  it.each([
    ["fills the window", { window: 512, above: "keep-end" }],
    ["fills half of it", { window: 512, above: "half" }],
    ["is refused by newer servers", { window: 512, above: "refuse" }],
    ["is cut and hides behind a cache", { window: 512, above: "keep-end", counts: "absent" }],
  ] as const)("that %s is never an answer", async (_, behaviour) => {
    const { model } = await opened(behaviour);
    const code = behaviour.above === "refuse" ? "context-window" : "context-truncated";
    for (const sentences of [200, 201])
      await expect(model.generate(asking(sentences), OPTIONS)).rejects.toMatchObject({
        code,
        retryable: false,
      });
  });

  it.each([true, false])("is found out by counts and by estimates: counted %s", async (counted) => {
    const { model } = await opened({ window: 512, above: "half" });
    await expect(model.generate(LONG, { ...OPTIONS, counted })).rejects.toMatchObject({
      code: "context-truncated",
      message: expect.stringContaining("256"),
    });
  });
});

describe("a count after a cached prefix", () => {
  it.each(["uncached", "absent"] as const)(
    "that is %s is verified once by a cold request",
    async (counts) => {
      const { server, model } = await opened({ counts });
      expect((await model.generate(LONG, OPTIONS)).promptTokens).toBeGreaterThan(1000);
      const second = await model.generate(LONG, OPTIONS);
      expect(second).toMatchObject({ text: "blue", warnings: [expect.stringContaining("cache")] });
      expect(second).not.toHaveProperty("promptTokens");
      expect(server.chats).toHaveLength(3);
      expect(server.chats[2]?.options).toMatchObject({ num_predict: 1, num_ctx: 3072 });
      expect(JSON.stringify(server.chats[2]?.messages)).toMatch(
        /^\[\{"role":"user","content":"\[1-512-500000\] Read/,
      );
      // Once for prompts of that length: the next needs no other.
      expect((await model.generate(LONG, OPTIONS)).text).toBe("blue");
      expect(server.chats).toHaveLength(4);
    },
  );
});

describe("a stream that breaks", () => {
  it.each(["error-line", "half-line"] as const)("at an %s is no answer, and asked again", async (fault) => {
    const { model } = await opened({ fault });
    await expect(model.generate(LONG, OPTIONS)).rejects.toMatchObject({
      code: "bad-response",
      retryable: true,
    });
  });
});
