import { embeddedFolder } from "../../src/models/embedded.ts";
import { createRng } from "../../src/random.ts";
import type { Cell, Sample } from "../../src/types.ts";

export const folder = embeddedFolder("reference");

/** Token ids without structure: what is asked of a cache holds for any text. */
export function randomIds(seed: string, length: number): number[] {
  const rng = createRng(seed);
  return Array.from({ length }, (_, i) => (i === 0 ? 1 : 300 + rng.int(3000)));
}

const FILLER = "The fox ran over the hill. ";

/** A prompt about `words` sentences long. */
export function sampleOf(words: number, cell: Partial<Cell> = {}): Sample {
  const question = "What is the colour of Ann Lee?";
  return {
    cell: { task: "needle", contextLength: 512, depth: 0.5, seed: 1, factors: { arm: "context" }, ...cell },
    messages: [{ role: "user", content: `Read the text.\n\n${FILLER.repeat(words)}\n\n${question}` }],
    answerPrefix: "The colour of Ann Lee is",
    needles: [{ id: "ann", text: "The colour of Ann Lee is blue.", question, answers: ["blue"] }],
    gold: [],
    decoys: ["red", "dark blue"],
    promptTokens: 100,
    contextTokens: 80,
    answerBudget: 24,
  };
}

export function largestGap(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
