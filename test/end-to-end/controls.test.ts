import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../src/findings.ts";
import { haystacks } from "../../src/haystack/index.ts";
import { runNeedles } from "../../src/haystack/needles.ts";
import { rememberSegments } from "../../src/haystack/remember.ts";
import { keptTokens, parseCachePolicy, pieceLength, type Range } from "../../src/models/cache.ts";
import { openModel } from "../../src/models/index.ts";
import type { Trial } from "../../src/record.ts";
import { packageRoot } from "../../src/root.ts";
import { needle } from "../../src/tasks/needle.ts";
import type { Haystack, Model } from "../../src/types.ts";

const CONTROLS = [
  { model: "embedded:reference", cache: "dense", verdict: "flat" },
  { model: "embedded:reference+sinks:256+256", cache: "sinks:256+256", verdict: "lost in the middle" },
  { model: "embedded:reference+window:512", cache: "window:512", verdict: "recency only" },
  { model: "embedded:reference+head:480", cache: "head:480", verdict: "primacy only" },
] as const;

/** The four controls through the built program, as a user runs it: verdicts follow from measured answers only. */
describe("the controls of the embedded model", () => {
  const folder = mkdtempSync(join(tmpdir(), "midspan-controls-"));
  let trials: readonly Trial[];
  let findings: readonly Finding[];
  let model: Model;

  /** Token positions of the fact and of the question in the prompt that was sent, counted anew. */
  const haystack = rememberSegments(haystacks[0] as Haystack);
  const places = (trial: Trial): { fact: Range; question: number } | undefined => {
    const { tokenizer, prefill } = model;
    const sample = needle.build(trial.cell, { haystack, tokenizer, prefill, needles: runNeedles });
    const [gold] = sample.gold;
    if (trial.cell.factors.arm !== "context" || gold === undefined) return undefined;
    const content = sample.messages[0]?.content ?? "";
    const at = (offset: number): number => OPENING + tokenizer.count(content.slice(0, offset));
    return { fact: [at(gold.start), at(gold.end)], question: at(content.lastIndexOf("\n\n")) };
  };

  beforeAll(async () => {
    const main = join(packageRoot(), "dist/src/cli/main.js");
    const sweep = join(packageRoot(), "test/end-to-end/controls.yaml");
    await promisify(execFile)(process.execPath, [main, "run", sweep, "--quiet", "-o", folder]);
    const lines = readFileSync(join(folder, "trials.jsonl"), "utf8").trim().split("\n");
    trials = lines.map((line) => JSON.parse(line) as Trial);
    const record = JSON.parse(readFileSync(join(folder, "findings.json"), "utf8")) as { findings: Finding[] };
    findings = record.findings;
    model = await openModel("embedded:reference", { threads: 0 });
  }, 300_000);

  afterAll(async () => {
    await model?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(CONTROLS)("$cache comes out $verdict", ({ model, verdict }) => {
    const rows = findings.find((finding) => finding.name === "middle-gap")?.rows ?? [];
    const row = rows.find((item) => item.name === "verdict" && item.group.model === model);
    expect(row?.verdict).toBe(verdict);
  });

  it("the fact is found without filler and not without a document", () => {
    const rows = findings.find((finding) => finding.name === "baselines")?.rows ?? [];
    for (const { model } of CONTROLS) {
      const of = (name: string): number | undefined =>
        rows.find((row) => row.name === name && row.group.model === model)?.estimate?.value;
      expect(of("ceiling")).toBeGreaterThanOrEqual(0.9);
      expect(of("floor")).toBeLessThanOrEqual(0.05);
    }
  });

  it.each(CONTROLS.slice(1))("$cache loses facts within one piece of where it says so", (control) => {
    const policy = parseCachePolicy(control.cache);
    // The head is cut at exactly H; a window slides by pieces.
    const piece = policy.kind === "head" ? 0 : pieceLength(policy);
    const kept: number[] = [];
    const evicted: number[] = [];
    for (const trial of trials) {
      const place = trial.model === control.model ? places(trial) : undefined;
      if (place === undefined || trial.score === undefined) continue;
      const ranges = keptTokens(policy, trial.actual.tokens, place.question);
      if (ranges.some((range) => inside(place.fact, range, piece))) kept.push(trial.score.recall);
      else if (ranges.every((range) => outside(place.fact, range, piece))) evicted.push(trial.score.recall);
    }
    expect(Math.min(kept.length, evicted.length)).toBeGreaterThan(20);
    expect(mean(kept)).toBeGreaterThanOrEqual(0.9);
    expect(mean(evicted)).toBeLessThanOrEqual(0.1);
  });
});

/** BOS, the user's mark and its line end stand before the message. */
const OPENING = 3;

/** A fact that lies in the range with `margin` tokens to spare at edges that are not the prompt's own. */
function inside([start, end]: Range, [from, to]: Range, margin: number): boolean {
  return start >= (from === 0 ? 0 : from + margin) && end <= to - margin;
}

function outside([start, end]: Range, [from, to]: Range, margin: number): boolean {
  return end <= from - margin || start >= to + margin;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
