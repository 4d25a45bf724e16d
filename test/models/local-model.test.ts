import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { env } from "@huggingface/transformers";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { loadGraph } from "../../src/models/graph.ts";
import { openModel } from "../../src/models/index.ts";
import { readModelFolder } from "../../src/models/model-folder.ts";
import { loadPromptTokenizer } from "../../src/models/prompt.ts";
import { folder as reference, sampleOf } from "./reference.ts";

const OPTIONS = { maxOutputTokens: 6, temperature: 0, seed: 0 };
const made: string[] = [];
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true });
});

/** A copy of the reference model that may be damaged. */
function copy(): string {
  const path = mkdtempSync(join(tmpdir(), "midspan-model-"));
  made.push(path);
  for (const file of ["config.json", "tokenizer.json", "tokenizer_config.json", "onnx/model.onnx"])
    cpSync(join(reference.source, file), join(path, file));
  return path;
}

describe("the prompt", () => {
  it("has one BOS, at position 0, and the answer's opening at its end", async () => {
    const prompts = await loadPromptTokenizer(reference);
    const { encode, decode, templateTokens, count } = prompts.tokenizer;
    const { messages, answerPrefix } = sampleOf(3);
    const ids = prompts.encodePrompt(messages, answerPrefix!);
    const bos = encode("<|bos|>");
    expect(bos).toHaveLength(1);
    expect(ids.filter((id) => id === bos[0])).toHaveLength(1);
    expect(decode(ids)).toBe(
      `<|bos|><|user|>\n${messages[0]!.content}<|end|>\n<|assistant|>\n${answerPrefix}`,
    );
    expect(ids).toHaveLength(templateTokens + count(messages[0]!.content) + count(answerPrefix!));
    expect(ids[prompts.questionStart(messages)]).toBe(encode("\n\nWhat")[0]);
    expect(decode(ids.slice(prompts.questionStart(messages)))).toBe(
      `\n\nWhat is the colour of Ann Lee?<|end|>\n<|assistant|>\n${answerPrefix}`,
    );
  });
});

describe("a local model", () => {
  it("reports what it computed and what it remembered", async () => {
    const model = await openModel("embedded:reference", { threads: 0 });
    const first = await model.generate(sampleOf(60), OPTIONS);
    const again = await model.generate(sampleOf(60, { depth: 0.1 }), OPTIONS);
    expect(first).toMatchObject({ cachedTokens: 0, finish: expect.anything() });
    expect(again.promptTokens).toBe(first.promptTokens);
    expect(again.cachedTokens).toBeGreaterThan(first.promptTokens! - 200);
    expect(again.text).toBe(first.text);
    expect(first.prefillMs).toBeGreaterThan(0);
    expect(first.totalMs).toBeGreaterThanOrEqual(first.prefillMs!);
    await model.close();
    const fresh = await openModel("embedded:reference", { threads: 0, prefixCache: false });
    await fresh.generate(sampleOf(60), OPTIONS);
    expect((await fresh.generate(sampleOf(60), OPTIONS)).cachedTokens).toBe(0);
    await fresh.close();
  });

  it("ends where its generation_config.json says", async () => {
    const graph = await loadGraph(reference, 1);
    const { eos_token_id } = JSON.parse(
      readFileSync(join(reference.source, "generation_config.json"), "utf8"),
    );
    expect(graph.stops).toEqual([eos_token_id].flat());
    await graph.close();
  });

  it("cuts at the limit and says so", async () => {
    const model = await openModel(`transformers:${copy()}`, { threads: 0 });
    const { finish, outputTokens } = await model.generate(sampleOf(3), { ...OPTIONS, maxOutputTokens: 1 });
    if (finish.reason === "length") expect(outputTokens).toBe(1);
    else expect(outputTokens).toBe(0);
    await model.close();
  });

  it("refuses a prompt longer than its window, but not where the cache is bounded", async () => {
    const long = sampleOf(700);
    const dense = await openModel("embedded:reference", { threads: 0 });
    await expect(dense.generate(long, OPTIONS)).rejects.toMatchObject({ code: "context-window" });
    await dense.close();
    const head = await openModel("embedded:reference+head:64", { threads: 0 });
    expect(head.contextWindow).toBeUndefined();
    expect((await head.generate(long, OPTIONS)).promptTokens).toBeGreaterThan(4096);
    await head.close();
  });

  it("answers greedily only", async () => {
    const model = await openModel("embedded:reference", { threads: 0 });
    const hot = async (): Promise<unknown> => model.generate(sampleOf(1), { ...OPTIONS, temperature: 0.7 });
    await expect(hot()).rejects.toMatchObject({ code: "usage" });
    await model.close();
  });

  it("refuses a cache larger than its positions", async () => {
    await expect(openModel("embedded:reference+window:5000", { threads: 0 })).rejects.toMatchObject({
      code: "usage",
    });
  });
});

describe("the network", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("is not touched for a folder", async () => {
    const fetch = vi.fn(() => Promise.reject(new Error("no network in this test")));
    vi.stubGlobal("fetch", fetch);
    const model = await openModel(`transformers:${reference.source}`, { threads: 0 });
    await model.generate(sampleOf(3), OPTIONS);
    await model.close();
    expect(fetch).not.toHaveBeenCalled();
  });

  it("brings a model by its hub id, and its absence is a model that cannot be used", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? "");
      const path = /^\/own\/model\/resolve\/main\/(.+)$/.exec(request.url ?? "")?.[1];
      const file = path === undefined ? "" : join(reference.source, path);
      if (!existsSync(file)) return response.writeHead(404).end();
      const body = readFileSync(file);
      return response
        .writeHead(200, { "content-length": body.length })
        .end(request.method === "HEAD" ? "" : body);
    });
    await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
    const { remoteHost, cacheDir } = env;
    env.remoteHost = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    env.cacheDir = mkdtempSync(join(tmpdir(), "midspan-hub-"));
    made.push(env.cacheDir);
    try {
      const model = await openModel("transformers:own/model", { threads: 0 });
      expect(model.contextWindow).toBe(reference.contextWindow);
      const own = await openModel("embedded:reference", { threads: 0 });
      const wanted = await own.generate(sampleOf(3), OPTIONS);
      expect((await model.generate(sampleOf(3), OPTIONS)).text).toBe(wanted.text);
      await Promise.all([model.close(), own.close()]);
      expect(asked.some((url) => url.endsWith("onnx/model.onnx"))).toBe(true);
      await expect(openModel("transformers:own/nothing", { threads: 0 })).rejects.toMatchObject({
        code: "model-unavailable",
      });
    } finally {
      env.remoteHost = remoteHost;
      env.cacheDir = cacheDir;
      server.close();
    }
  });
});

describe("a model's folder", () => {
  it("is named when it is not there", () => {
    expect(() => readModelFolder("/no/such/model")).toThrow(
      expect.objectContaining({
        code: "model-unavailable",
        message: expect.stringContaining("/no/such/model"),
      }),
    );
  });

  it.each(["config.json", "tokenizer.json", "onnx/model.onnx"])("must have %s", (file) => {
    const path = copy();
    rmSync(join(path, file));
    expect(() => readModelFolder(path)).toThrow(expect.objectContaining({ code: "model-unavailable" }));
  });

  it("may hold several weights: the most exact one is taken, or the one behind the #", async () => {
    const path = copy();
    const [exact, quantised] = ["onnx/model.onnx", "onnx/model_quantized.onnx"].map((file) =>
      join(path, file),
    );
    cpSync(exact!, quantised!);
    expect(readModelFolder(path).dtype).toBe("fp32");
    const model = await openModel(`transformers:${path}#q8`, { threads: 0 });
    expect(model).toMatchObject({ id: `transformers:${path}#q8`, details: { dtype: "q8" } });
    expect((await model.generate(sampleOf(3), OPTIONS)).promptTokens).toBeGreaterThan(10);
    await model.close();
    rmSync(exact!);
    expect(readModelFolder(path).dtype).toBe("q8");
    await expect(openModel(`transformers:${path}#q4`)).rejects.toMatchObject({
      code: "model-unavailable",
      message: expect.stringContaining("onnx/model_q4.onnx"),
      cure: expect.stringContaining("q8"),
    });
    await expect(openModel(`transformers:${path}#q9`)).rejects.toMatchObject({ code: "unknown-name" });
  });

  it("whose weights stand in data files of their own is known by all of them", () => {
    const path = copy();
    const before = readModelFolder(path).sha256;
    writeFileSync(join(path, "onnx/model.onnx_data"), "weights");
    const first = readModelFolder(path).sha256;
    writeFileSync(join(path, "onnx/model.onnx_data"), "weighty");
    expect(new Set([before, first, readModelFolder(path).sha256]).size).toBe(3);
  });

  it("is held against its checksums", () => {
    const path = copy();
    const sums = { "config.json": "0".repeat(64) };
    writeFileSync(join(path, "checksums.json"), JSON.stringify(sums));
    expect(() => readModelFolder(path)).toThrow(
      expect.objectContaining({ code: "model-unavailable", message: expect.stringContaining("config.json") }),
    );
  });

  it("takes no checksum of a file elsewhere", () => {
    const path = copy();
    writeFileSync(join(path, "checksums.json"), JSON.stringify({ "../elsewhere": "0".repeat(64) }));
    expect(() => readModelFolder(path)).toThrow(/a checksum of a file elsewhere/);
  });

  it("with damaged weights fails as a model that cannot be loaded", async () => {
    const path = copy();
    writeFileSync(join(path, "onnx/model.onnx"), "not a graph");
    await expect(openModel(`transformers:${path}`, { threads: 0 })).rejects.toMatchObject({
      code: "model-unavailable",
    });
  });
});
