import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openModel } from "../../src/models/index.ts";
import { packageRoot } from "../../src/root.ts";
import type { Generation, Model } from "../../src/types.ts";
import { sampleOf } from "./reference.ts";
import { anthropicMessages } from "./servers/anthropic-messages.ts";
import { type FaultServer, startFaultServer } from "./servers/fault-server.ts";
import { googleGenerate } from "./servers/google-generate.ts";
import { openaiResponses } from "./servers/openai-responses.ts";
import { type Protocol, type Reply, wholeBody } from "./servers/protocol.ts";

const KEY = "sk-test-5c7d1e90ab34f628";
const ASKED = { maxOutputTokens: 64, temperature: 0, seed: 7 };
const hosted: readonly Protocol[] = [openaiResponses, anthropicMessages, googleGenerate];

for (const { variable = "" } of hosted) vi.stubEnv(variable, KEY);
afterAll(() => vi.unstubAllEnvs());

interface Asked {
  readonly generation: Generation;
  readonly body: Readonly<Record<string, unknown>>;
  readonly path: string;
}

/** One question to a server of its own. */
async function ask(protocol: Protocol, id: string, reply: Reply, path = "", asked = ASKED): Promise<Asked> {
  const server = await startFaultServer(protocol);
  try {
    server.play({ kind: "reply", reply });
    const model = await openModel(id, { baseUrl: server.url + path });
    const generation = await model.generate(sampleOf(12), asked);
    const [request] = server.requests;
    return { generation, body: JSON.parse(request?.body ?? ""), path: request?.path ?? "" };
  } finally {
    await server.close();
  }
}

describe.each(hosted)("$id", (protocol) => {
  let server: FaultServer;
  let model: Model;
  beforeAll(async () => {
    server = await startFaultServer(protocol);
    model = await openModel(protocol.id, { baseUrl: server.url });
  });
  afterAll(() => server.close());

  const said = async (reply: Reply): Promise<Generation> => {
    server.play({ kind: "reply", reply });
    return model.generate(sampleOf(12), ASKED);
  };

  it("records what the server counts, cached tokens too, and what answered", async () => {
    const generation = await said({ text: "blue", promptTokens: 120, cachedTokens: 96 });
    expect(generation).toMatchObject({
      text: "blue",
      finish: { reason: "stop", raw: expect.any(String) },
      promptTokens: 120,
      cachedTokens: 96,
      outputTokens: 9,
      responseId: expect.any(String),
      servedModel: expect.stringMatching(/\d$/),
      usage: expect.any(Object),
    });
    expect(generation.totalMs).toBeGreaterThan(0);
  });

  it("keeps thinking out of the answer and counts it apart", async () => {
    const generation = await said({ text: "blue", thinking: "Is it red? It is." });
    expect(generation).toMatchObject({ text: "blue", outputTokens: 9, reasoningTokens: 5 });
  });

  it("tells a refusal, a cut and a full stop apart", async () => {
    expect((await said({ text: "no", end: "refusal" })).finish.reason).toBe("refusal");
    expect((await said({ text: "b", end: "length" })).finish.reason).toBe("length");
    expect((await said({ text: "", end: "length" })).finish.reason).toBe("length");
    expect((await said({ text: "b" })).finish.reason).toBe("stop");
  });

  it("names the settings that were not sent", async () => {
    const { warnings } = await said({ text: "blue" });
    const dropped = protocol === googleGenerate ? [] : ["setting not sent: seed"];
    expect(warnings).toEqual(dropped);
  });

  it("sends the whole prompt, system and user, and no opened turn", async () => {
    server.play({ kind: "reply", reply: { text: "blue" } });
    const sample = {
      ...sampleOf(12),
      messages: [
        { role: "system" as const, content: "Be brief." },
        { role: "user" as const, content: "First? é🦊" },
        { role: "assistant" as const, content: "Yes." },
        { role: "user" as const, content: "And then?" },
      ],
      answerPrefix: "It is",
    };
    const before = server.requests.length;
    await model.generate(sample, ASKED);
    const prompt = protocol.read(server.requests[before]!);
    expect(prompt).toBe("Be brief.\nFirst? é🦊\nYes.\nAnd then?");
    expect(model.prefill).toBe(false);
  });

  it("says where it runs and with what, and nothing secret", () => {
    expect(model.server).toBe(server.url);
    expect(model.details).toMatchObject({
      server: server.url,
      sdk: expect.stringMatching(/^@ai-sdk\/\w+ 3\./),
    });
    expect(JSON.stringify(model)).not.toContain(KEY);
    expect(model.simulated).toBe(false);
  });

  it("needs its key from the environment, but not for a plan", async () => {
    const variable = protocol.variable ?? "";
    vi.stubEnv(variable, " ");
    try {
      await expect(openModel(protocol.id)).rejects.toMatchObject({
        code: "model-unavailable",
        message: expect.stringContaining(variable),
      });
      const plan = await openModel(protocol.id, { offline: true });
      expect(plan.contextWindow).toBeGreaterThan(100_000);
      await expect(plan.generate(sampleOf(12), ASKED)).rejects.toMatchObject({ code: "internal" });
      vi.stubEnv(variable, `${KEY}\n${KEY}`);
      const damaged = openModel(protocol.id);
      await expect(damaged).rejects.toMatchObject({ code: "model-unavailable" });
      await expect(damaged).rejects.not.toThrow(KEY);
    } finally {
      vi.stubEnv(variable, KEY);
    }
  });

  it("has no cache to cut", async () => {
    await expect(openModel(protocol.id, { cache: "window:64" })).rejects.toMatchObject({ code: "usage" });
  });

  it("puts the provider's path behind an address without one, and goes by no other variable", async () => {
    const stranger = await startFaultServer(protocol);
    vi.stubEnv("OPENAI_BASE_URL", stranger.url).stubEnv("ANTHROPIC_BASE_URL", stranger.url);
    try {
      const bare = await ask(protocol, protocol.id, { text: "blue" }, "/");
      const whole = await ask(
        protocol,
        protocol.id,
        { text: "blue" },
        bare.path.slice(0, bare.path.indexOf("/", 1)),
      );
      expect(whole.path).toBe(bare.path);
      const own = await openModel(protocol.id);
      expect(own.server).toMatch(/^https:\/\/(api|generativelanguage)\./);
      expect(stranger.requests).toEqual([]);
    } finally {
      vi.stubEnv("OPENAI_BASE_URL", undefined).stubEnv("ANTHROPIC_BASE_URL", undefined);
      await stranger.close();
    }
  });
});

describe("usage that a server leaves out", () => {
  it.each([
    [openaiResponses, {}],
    [googleGenerate, {}],
  ])("stays unknown: $id", async (protocol) => {
    const { generation } = await ask(protocol, protocol.id, { text: "blue", silentUsage: true });
    for (const name of [
      "promptTokens",
      "cachedTokens",
      "cacheWriteTokens",
      "outputTokens",
      "reasoningTokens",
    ])
      expect(generation).not.toHaveProperty(name);
  });

  it("is no zero for a part of it", async () => {
    const { generation } = await ask(googleGenerate, googleGenerate.id, { text: "blue", promptTokens: 120 });
    expect(generation).toMatchObject({ promptTokens: 120, outputTokens: 9 });
    expect(generation).not.toHaveProperty("cachedTokens");
    expect(generation).not.toHaveProperty("reasoningTokens");
  });
});

describe("rate limits", () => {
  it("come with each answer where a provider tells them", async () => {
    const openai = await ask(openaiResponses, openaiResponses.id, { text: "blue" });
    expect(openai.generation.limits).toEqual({
      requestsLeft: 499,
      requestsResetMs: 120,
      tokensLeft: 29_000,
      tokensResetMs: 360_000,
    });
    const anthropic = await ask(anthropicMessages, anthropicMessages.id, { text: "blue" });
    expect(anthropic.generation.limits).toEqual({
      requestsLeft: 49,
      requestsResetMs: 0,
      tokensLeft: 90_000,
      tokensResetMs: 0,
    });
    const google = await ask(googleGenerate, googleGenerate.id, { text: "blue" });
    expect(google.generation.limits).toBeUndefined();
  });
});

describe("models that think", () => {
  it.each([
    [openaiResponses, "openai:gpt-5-mini", "max_output_tokens"],
    [openaiResponses, "openai:o3-2025-04-16", "max_output_tokens"],
    [openaiResponses, "openai:ft:o4-mini:org::1", "max_output_tokens"],
    [anthropicMessages, "anthropic:claude-opus-5-5", "max_tokens"],
    [googleGenerate, "google:gemini-2.5-flash", "generationConfig.maxOutputTokens"],
  ])("get room for it beside the answer: %s %s", async (protocol, id, path) => {
    const { body } = await ask(protocol, id, { text: "blue" });
    expect(at(body, path)).toBe(64 + 8192);
    const { details } = await openModel(id, { offline: true });
    expect(details.thinkingTokens).toBe(8192);
  });

  it.each([
    [openaiResponses, "openai:gpt-4.1-nano", "max_output_tokens"],
    [openaiResponses, "openai:gpt-5-chat-latest", "max_output_tokens"],
    [openaiResponses, "openai:ft:gpt-4o-mini-2024-07-18:org::1", "max_output_tokens"],
    [anthropicMessages, "anthropic:claude-sonnet-4-5-20250929", "max_tokens"],
    [anthropicMessages, "anthropic:claude-3-5-haiku-latest", "max_tokens"],
    [googleGenerate, "google:gemini-2.0-flash", "generationConfig.maxOutputTokens"],
  ])("are told from those that do not: %s %s", async (protocol, id, path) => {
    const { body } = await ask(protocol, id, { text: "blue" });
    expect(at(body, path)).toBe(64);
  });

  it("drop the temperature, and the trial says so", async () => {
    const openai = await ask(openaiResponses, "openai:o3", { text: "blue" });
    expect(openai.body).not.toHaveProperty("temperature");
    expect(openai.generation.warnings).toContain(
      "setting not sent: temperature (temperature is not supported for reasoning models)",
    );
    const anthropic = await ask(anthropicMessages, "anthropic:claude-opus-5", { text: "blue" });
    expect(anthropic.body).not.toHaveProperty("temperature");
    expect(anthropic.generation.warnings.join()).toContain("setting not sent: temperature");
  });
});

describe("names of models", () => {
  it("go to the server as they are", async () => {
    const tuned = await ask(openaiResponses, "openai:ft:gpt-4o:org:name:AbC1", { text: "blue" });
    expect(tuned.body.model).toBe("ft:gpt-4o:org:name:AbC1");
    const slashed = await ask(googleGenerate, "google:tunedModels/mine-1", { text: "blue" });
    expect(slashed.path).toBe("/v1beta/tunedModels/mine-1:generateContent");
  });

  it.each([
    ["openai:gpt-4o", 128_000],
    ["openai:gpt-4o-2024-08-06", 128_000],
    ["openai:gpt-4o-audio-preview", undefined],
    ["openai:gpt-9", undefined],
    ["anthropic:claude-sonnet-4-5-20250929", 200_000],
    ["anthropic:claude-sonnet-4-9", undefined],
    ["google:gemini-2.0-flash-001", 1_048_576],
  ])("have a context window where it is known: %s", async (id, window) => {
    expect((await openModel(id, { offline: true })).contextWindow).toBe(window);
  });
});

describe("small budgets", () => {
  it("are raised to what the server takes, and the trial says so", async () => {
    const asked = { ...ASKED, maxOutputTokens: 4 };
    const { body, generation } = await ask(openaiResponses, "openai:gpt-4o", { text: "blue" }, "", asked);
    expect(body.max_output_tokens).toBe(16);
    expect(generation.warnings).toContain("output tokens raised to the server's least: 16");
  });
});

describe("answers that end in an unusual way", () => {
  const end = async (protocol: Protocol, value: object): Promise<Generation> => {
    const server = await startFaultServer(protocol);
    try {
      server.play({ kind: "body", type: "application/json", text: JSON.stringify(value) });
      const model = await openModel(protocol.id, { baseUrl: server.url });
      return await model.generate(sampleOf(12), ASKED);
    } finally {
      await server.close();
    }
  };
  const candidate = (finishReason?: string): object => ({
    candidates: [{ content: { role: "model", parts: [{ text: "bl" }] }, finishReason }],
  });
  const response = (changes: object): object => ({
    ...JSON.parse(wholeBody(openaiResponses.answer({ text: "bl", promptTokens: 9 }, NOTHING))),
    ...changes,
  });

  it("are refusals where a filter ended them", async () => {
    const blocked = await end(googleGenerate, { promptFeedback: { blockReason: "PROHIBITED_CONTENT" } });
    expect(blocked.finish).toEqual({ reason: "refusal", raw: "PROHIBITED_CONTENT" });
    const filter = { status: "incomplete", incomplete_details: { reason: "content_filter" } };
    const filtered = await end(openaiResponses, response(filter));
    expect(filtered.finish).toEqual({ reason: "refusal", raw: "content_filter" });
  });

  it.each<readonly [string, Protocol, object]>([
    ["no reason at all", googleGenerate, candidate()],
    ["a reason that is not the model's", googleGenerate, candidate("OTHER")],
    ["a call that nobody asked for", googleGenerate, candidate("MALFORMED_FUNCTION_CALL")],
    ["a failure in a good status", openaiResponses, response({ status: "failed" })],
    [
      "an error in a good status",
      openaiResponses,
      response({ status: "failed", error: { code: "server_error", message: "try again" } }),
    ],
  ])("are failures, to be asked again: %s", async (_, protocol, value) => {
    await expect(end(protocol, value)).rejects.toMatchObject({ code: "bad-response", retryable: true });
  });
});

describe("the SDK", () => {
  it("is loaded by none but its own models", () => {
    const index = JSON.stringify(join(packageRoot(), "src/models/index.ts"));
    const script = `
      const { adapters, openModel } = await import(${index});
      await openModel("simulated:flat");
      const opened = openModel("openai:gpt-4o", { offline: true });
      const why = await opened.then(() => "not watched", (error) => error.message);
      process.stdout.write(adapters.length + " " + why);`;
    const hooks = `
      import { register } from "node:module";
      register("data:text/javascript," + encodeURIComponent(
        "export async function load(url, context, next) {" +
        " if (/@ai-sdk|undici/.test(url)) throw new Error('loaded: ' + url); return next(url, context); }"));`;
    const url = `data:text/javascript,${encodeURIComponent(hooks)}`;
    const args = ["--import", "tsx", "--import", url, "--input-type=module", "--eval", script];
    const out = execFileSync(process.execPath, args, { cwd: packageRoot(), encoding: "utf8" });
    expect(out).toMatch(/^\d+ loaded: .*@ai-sdk\/openai/);
  });
});

const NOTHING = { method: "POST", path: "/", headers: {}, body: "{}" };

function at(value: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], value);
}
