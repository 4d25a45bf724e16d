import type { Trial } from "../../src/record.ts";

/** A trial line as a run writes it. */
export function trialNumber(n: number, change: Partial<Trial> = {}): Trial {
  return {
    schema: 1,
    id: `id-${n}`,
    model: "echo:model",
    task: "echo",
    taskVersion: 1,
    haystack: "still@1",
    cell: { task: "echo", contextLength: 64, depth: 0.5, seed: n, factors: { arm: "context" } },
    actual: { tokens: 60, goldDepths: [0.5], tokenizer: "words@1" },
    promptSha256: "0".repeat(64),
    status: "scored",
    output: `answer ${n}`,
    score: { recall: 1, found: [true] },
    warnings: [],
    attempts: 1,
    startedAt: "2026-01-01T00:00:00.000Z",
    ...change,
  };
}
