// A sweep of the built code whose task and model cost nothing, for processes that are watched from outside.
import { createWordTokenizer } from "../../dist/src/index.js";

/** `generate` and `concurrency` are the model's; `depths` and `trials` the sweep's. */
export function stillSweep({ generate, concurrency, depths, trials }) {
  const model = {
    id: "still:model",
    adapterVersion: 1,
    simulated: true,
    tokenizer: createWordTokenizer(),
    prefill: false,
    concurrency,
    details: {},
    generate,
    close: async () => undefined,
  };
  const task = {
    name: "still",
    version: 1,
    factors: {},
    build: (cell) => ({
      cell,
      messages: [{ role: "user", content: `Document ${cell.seed} at ${cell.depth}?` }],
      needles: [],
      gold: [],
      decoys: [],
      promptTokens: 10,
      contextTokens: 1,
      answerBudget: 10,
    }),
    score: () => ({ recall: 0, found: [false] }),
  };
  const sweep = {
    models: [model],
    tasks: [{ task, factors: {} }],
    lengths: [64],
    depths,
    trials,
    seed: 1,
    haystack: { name: "none", version: "1", segments: () => [] },
    needles: { name: "none", version: "1" },
    baselines: false,
    generation: { temperature: 0 },
  };
  return { model, sweep };
}

export const STILL_FACTS = {
  midspan: "0",
  command: "",
  haystack: "none",
  needles: "none",
  versions: {},
  startedAt: "",
};
