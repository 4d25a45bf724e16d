import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { adapters, type OpenOptions, openModel } from "../../src/models/index.ts";
import type { Model } from "../../src/types.ts";
import { folder as reference, sampleOf } from "./reference.ts";
import { startFaultServer } from "./servers/fault-server.ts";
import { llamacppServer } from "./servers/llamacpp.ts";
import { ollamaServer } from "./servers/ollama.ts";
import { compatibleServer } from "./servers/openai-compatible.ts";
import type { Protocol } from "./servers/protocol.ts";
import { hostedProtocols } from "./servers/protocols.ts";

const OPTIONS = { maxOutputTokens: 6, temperature: 0, seed: 0 };

const run = mkdtempSync(join(tmpdir(), "midspan-contract-"));
writeFileSync(
  join(run, "trials.jsonl"),
  `${JSON.stringify({ schema: 1, id: "t", model: "m:m", task: "needle", cell: sampleOf(1).cell, status: "scored", output: "blue", warnings: [] })}\n`,
);
afterAll(() => rmSync(run, { recursive: true }));

/** Adapters of servers, each against a real one on loopback that speaks its protocol. */
const SERVED: Readonly<Record<string, () => Promise<Served>>> = {
  "ollama:tiny": ollamaServer,
  "llamacpp:tiny": llamacppServer,
  "openai-compatible:tiny": compatibleServer,
  ...Object.fromEntries(hostedProtocols.map((protocol) => [protocol.id, () => hosted(protocol)])),
};

interface Served {
  readonly url: string;
  close(): Promise<void>;
}

async function hosted(protocol: Protocol): Promise<Served> {
  if (protocol.variable !== undefined) vi.stubEnv(protocol.variable, "sk-contract");
  const server = await startFaultServer(protocol);
  server.play({ kind: "reply", reply: { text: "blue" } });
  return server;
}
afterAll(() => {
  vi.unstubAllEnvs();
});

/** One id an adapter at least; an adapter without one fails below. */
const IDS = [
  // Seeds 1 and 2 of an embedded variant are the graph of seed 0 with other weights.
  ...adapters.flatMap((adapter) => adapter.examples).filter((id) => !/^embedded:.*-[12]$/.test(id)),
  "embedded:reference+sinks:64+64",
  "embedded:reference+window:64",
  "embedded:reference+head:64",
  `transformers:${reference.source}`,
  `replay:${run}`,
  ...Object.keys(SERVED),
];

interface Opened {
  readonly model: Model;
  close(): Promise<void>;
}

async function opened(id: string, options: OpenOptions = {}): Promise<Opened> {
  const serve = SERVED[id];
  if (serve === undefined) {
    const model = await openModel(id, options);
    return { model, close: () => model.close() };
  }
  const server = await serve();
  const model = await openModel(id, { ...options, baseUrl: server.url }).catch(async (error: unknown) => {
    await server.close();
    throw error;
  });
  return {
    model,
    close: async () => {
      await model.close();
      await server.close();
    },
  };
}

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
  let open: Opened;
  let model: Model;
  beforeAll(async () => {
    open = await opened(id, { threads: 0 });
    model = open.model;
  });
  afterAll(() => open.close());

  it("bears its id and says what it is", () => {
    expect(model.id).toBe(id);
    expect(model.concurrency).toBeGreaterThanOrEqual(1);
    expect(Number.isInteger(model.adapterVersion)).toBe(true);
    for (const value of Object.values(model.details)) expect(typeof value).not.toBe("object");
    if (SERVED[id] !== undefined) expect(model.server).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    else expect(model).not.toHaveProperty("server");
  });

  it("has a tokenizer whose counts are those of its ids and whose text comes back", () => {
    const { tokenizer } = model;
    const text = " Ann Lee's 4 éclairs 🦊\n\ncost 1,250.";
    // An estimate counts without knowing a single token.
    if (tokenizer.exact) expect(tokenizer.count(text)).toBe(tokenizer.encode(text).length);
    expect(tokenizer.count(text)).toBeGreaterThan(0);
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
    // What is not reported is not there: no undefined stands for it, and no 0.
    expect(Object.values(first)).not.toContain(undefined);
  });

  it("does not begin what is already aborted", async () => {
    const signal = AbortSignal.abort(new Error("stopped by the test"));
    await expect(model.generate(sampleOf(12), { ...OPTIONS, signal })).rejects.toThrow("stopped by the test");
  });

  // A folder of ours says in its config.json that its cache can be cut.
  if (!id.startsWith("embedded:") && !id.endsWith("models/reference"))
    it("takes a cache only where it can cut one", async () => {
      await expect(opened(id, { cache: "window:64", threads: 0 })).rejects.toMatchObject({
        code: "usage",
      });
    });
});
