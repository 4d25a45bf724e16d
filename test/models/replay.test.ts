import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openModel } from "../../src/models/index.ts";
import type { Trial } from "../../src/record.ts";
import { folder as reference, sampleOf } from "./reference.ts";

const OPTIONS = { maxOutputTokens: 24, temperature: 0, seed: 0 };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midspan-replay-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function trial(part: Partial<Trial> = {}): Trial {
  return {
    schema: 1,
    id: "t1",
    model: "openai:one",
    task: "needle",
    taskVersion: 1,
    haystack: "h@1",
    cell: { task: "needle", contextLength: 512, depth: 0.5, seed: 1, factors: { arm: "context" } },
    actual: { tokens: 500, goldDepths: [0.5], tokenizer: "words@1" },
    promptSha256: "00",
    status: "scored",
    output: "blue",
    generation: { finish: { reason: "stop", raw: "end_turn" }, promptTokens: 500, prefillMs: 12 },
    warnings: ["slow"],
    attempts: 1,
    startedAt: "2026-01-01T00:00:00.000Z",
    ...part,
  };
}

function record(trials: readonly Trial[], tail = ""): void {
  const lines = trials.map((entry) => `${JSON.stringify(entry)}\n`).join("");
  writeFileSync(join(folder, "trials.jsonl"), lines + tail);
}

describe("replay", () => {
  it("gives the recorded answer with its facts, the last line of an id, past a torn one", async () => {
    record([trial({ output: "red" }), trial()], '{"schema":1,"id":"t2","ce');
    const model = await openModel(`replay:${folder}`);
    expect(await model.generate(sampleOf(1), OPTIONS)).toEqual({
      text: "blue",
      finish: { reason: "stop", raw: "end_turn" },
      promptTokens: 500,
      prefillMs: 12,
      warnings: ["slow"],
    });
    expect(model.details).toMatchObject({ model: "openai:one", trials: 1 });
    expect(model.simulated).toBe(false);
  });

  it("says which cell it lacks", async () => {
    record([trial()]);
    const model = await openModel(`replay:${folder}`);
    await expect(model.generate(sampleOf(1, { depth: 0.25 }), OPTIONS)).rejects.toMatchObject({
      code: "model-unavailable",
      message: expect.stringContaining("depth 0.25"),
    });
  });

  it("fails where the recorded trial failed, in its words", async () => {
    const { output: _, ...failed } = trial({
      status: "failed",
      error: { code: "timeout", message: "no answer" },
    });
    record([failed]);
    const model = await openModel(`replay:${folder}`);
    await expect(model.generate(sampleOf(1), OPTIONS)).rejects.toMatchObject({
      code: "timeout",
      message: "no answer",
    });
  });

  it("asks which of several models is meant, and marks a simulated one", async () => {
    record([trial(), trial({ id: "t2", model: "simulated:u", simulated: true, output: "red" })]);
    await expect(openModel(`replay:${folder}`)).rejects.toMatchObject({ code: "usage" });
    await expect(openModel(`replay:${folder}#openai:two`)).rejects.toMatchObject({ code: "unknown-name" });
    const model = await openModel(`replay:${folder}#simulated:u`);
    expect(model.simulated).toBe(true);
    expect((await model.generate(sampleOf(1), OPTIONS)).text).toBe("red");
  });

  it("counts with the recorded tokenizer where it is midspan's own, else marks an estimate", async () => {
    const manifest = { models: [{ id: "embedded:reference", tokenizer: reference.tokenizerId }] };
    writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
    record([trial({ model: "embedded:reference" })]);
    expect((await openModel(`replay:${folder}`)).tokenizer).toMatchObject({
      id: reference.tokenizerId,
      exact: true,
    });
    record([trial()]);
    expect((await openModel(`replay:${folder}`)).tokenizer.exact).toBe(false);
  });

  it("refuses a folder without a run", async () => {
    await expect(openModel(`replay:${folder}`)).rejects.toMatchObject({ code: "model-unavailable" });
    record([]);
    await expect(openModel(`replay:${folder}`)).rejects.toMatchObject({ code: "model-unavailable" });
  });
});
