import type { Manifest, Trial } from "../../src/record.ts";
import { excerptOf } from "../../src/report/excerpt.ts";
import { summarise } from "../../src/report/record-summary.ts";
import type { ReportInput } from "../../src/report/report-input.ts";
import { sampleTrials } from "../../src/report/sample-trials.ts";
import type { Sample } from "../../src/types.ts";
import { CURVES, madeFindings } from "../charts/made-findings.ts";

export const MODELS = [
  "embedded:reference",
  "embedded:reference+sinks:256+256",
  "embedded:reference+window:512",
];

export function madeManifest(models: readonly string[]): Manifest {
  return {
    schema: 1,
    midspan: "0.1.0",
    command: "midspan run datasets/sweeps/embedded.yaml -o reports/embedded",
    planHash: "0f3c9a",
    plan: {
      models,
      tasks: [{ name: "needle", factors: { distractors: 4, values: "word" } }],
      lengths: [256, 512, 1024, 2048, 4096],
      depths: Array.from({ length: 11 }, (_, i) => i / 10),
      trials: 40,
      seed: 1,
      haystack: "expedition-log",
      needles: "invented",
      generation: { temperature: 0 },
    },
    models: models.map((id) => ({
      id,
      adapterVersion: 1,
      simulated: id.startsWith("simulated:"),
      tokenizer: "reference-bpe@1",
      contextWindow: 4096,
      details: { parameters: 2_900_000, cache: "dense" },
    })),
    versions: { node: "20.20.2", "task needle": "1", "haystack expedition-log": "1" },
    startedAt: "2026-11-23T12:00:00.000Z",
    endedAt: "2026-11-23T12:01:10.000Z",
  };
}

export function madeTrial(i: number, change: Partial<Trial> = {}): Trial {
  const model = MODELS[i % MODELS.length] ?? "";
  const depth = (i % 11) / 10;
  const length = [256, 512, 1024, 2048, 4096][i % 5] ?? 256;
  const hit = (CURVES[model]?.(depth, length) ?? 1) > 0.5;
  return {
    schema: 1,
    id: `trial-${i}`,
    model,
    task: "needle",
    taskVersion: 1,
    haystack: "expedition-log@1",
    cell: { task: "needle", contextLength: length, depth, seed: i, factors: { distractors: 4 } },
    actual: { tokens: length - 3, goldDepths: [depth], tokenizer: "reference-bpe@1" },
    promptSha256: "ab".repeat(32),
    status: "scored",
    output: hit ? "amber" : "cobalt",
    score: { recall: hit ? 1 : 0, found: [hit], ...(hit ? {} : { decoy: "cobalt" }) },
    generation: { finish: { reason: "stop" }, promptTokens: length - 3, outputTokens: 3 },
    warnings: [],
    attempts: 1,
    startedAt: "2026-11-23T12:00:10.000Z",
    ...change,
  };
}

const BEFORE = "Day 41. The wind turned at noon and the second boat was drawn up on the shingle. ";
const GOLD = "The access word of Orlan Vetch is amber.";
const AFTER = " We mended the lamp, and Idris counted the tins again; there were nineteen. ".repeat(4);

export function madeSample(trial: Trial): Sample {
  const content = `${BEFORE.repeat(4)}${GOLD}${AFTER}`;
  const start = content.indexOf(GOLD);
  return {
    cell: trial.cell,
    messages: [{ role: "user", content }],
    needles: [
      { id: "n", text: GOLD, question: "What is the access word of Orlan Vetch?", answers: ["amber"] },
    ],
    gold: [{ needleId: "n", depth: trial.cell.depth, start, end: start + GOLD.length }],
    decoys: ["cobalt"],
    promptTokens: trial.actual.tokens,
    contextTokens: trial.actual.tokens - 40,
    answerBudget: 16,
  };
}

/** A run of `n` trials with a few that were not scored. */
export function madeInput(
  n = 660,
  models: readonly string[] = MODELS,
): ReportInput & { readonly trials: readonly Trial[] } {
  const trials = Array.from({ length: n }, (_, i) =>
    i % 97 === 0 ? failed(i) : madeTrial(i, i === 3 ? { output: "x".repeat(2000) } : {}),
  );
  const excerpts = sampleTrials(trials).map((trial) => excerptOf(trial.id, madeSample(trial)));
  return {
    manifest: madeManifest(models),
    findings: madeFindings({ models }),
    record: summarise(trials),
    trials,
    excerpts,
  };
}

function failed(i: number): Trial {
  const { output: _, score: __, generation: ___, ...rest } = madeTrial(i);
  return {
    ...rest,
    status: "failed",
    error: { code: "timeout", message: "no answer within 60 s" },
    attempts: 3,
  };
}
