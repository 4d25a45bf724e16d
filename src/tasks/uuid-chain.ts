import { drawUuid } from "../haystack/value.ts";
import { createRng } from "../random.ts";
import type { Cell, Sample, Task, TaskKit } from "../types.ts";
import { chainSample, drawChains } from "./chain.ts";
import { integerFactor } from "./factors.ts";
import { scoreFound } from "./score-found.ts";

/** Needle-in-a-haystack's chain of uuids; unlike there the start, which the question gives away, is not counted. */
export const uuidChain: Task = {
  name: "uuid-chain",
  version: 1,
  summary: "uuids that lead from one to the next, the chain to be followed from a given start",
  paper: "needle in a haystack, version 2 (project page), uuid chain",
  usesHaystack: true,
  factors: { chains: 1, hops: 3, arm: "context" },
  build,
  score: scoreFound,
};

function build(cell: Cell, kit: TaskKit): Sample {
  const rng = createRng(cell.seed).fork("uuid-chain");
  const chains = drawChains(cell, integerFactor(cell, "hops", 3, 1) + 1, () => drawUuid(rng));
  return chainSample(cell, kit, chains, {
    link: (from, to) => `The key ${from} leads to ${to}.`,
    parts: (start, hops) => ({
      instruction: "Some keys in the text lead to other keys. Memorize them; a chain is asked for after it.",
      question: `Start with the key ${start} and follow the chain for ${hops} ${hops === 1 ? "step" : "steps"}. List every key that is reached.`,
      closedBookInstruction: "Answer the question.",
      answerPrefix: "The keys that are reached are:",
    }),
  });
}
