import { noiseHaystack } from "../haystack/noise.ts";
import { createRng } from "../random.ts";
import type { Cell, Sample, Task, TaskKit } from "../types.ts";
import { chainSample, drawChains } from "./chain.ts";
import { choiceFactor, integerFactor } from "./factors.ts";
import { scoreFound } from "./score-found.ts";

/** RULER's variable tracking: VAR X = number, VAR Y = VAR X ...; all names that hold the number are asked for. */
export const variableTracking: Task = {
  name: "variable-tracking",
  version: 1,
  summary: "a chain of variable assignments, all variables of one value asked for; filler: noise or haystack",
  paper: "Hsieh et al. 2024 (RULER), section 3.2",
  usesHaystack: true,
  factors: { chains: 1, hops: 4, filler: "noise", arm: "context" },
  build,
  score: scoreFound,
};

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");

function build(cell: Cell, kit: TaskKit): Sample {
  const rng = createRng(cell.seed).fork("variable-tracking");
  const filler = choiceFactor(cell, "filler", ["noise", "haystack"], "noise");
  const hops = integerFactor(cell, "hops", 4, 0);
  const numbers = rng.fork("numbers");
  const names = drawChains(cell, hops + 1, () => Array.from({ length: 5 }, () => rng.pick(LETTERS)).join(""));
  // A number starts each chain: the first link assigns it, each hop hands it on.
  const taken = new Set<string>();
  while (taken.size < names.length) taken.add(String(10_000 + numbers.int(90_000)));
  const starts = [...taken];
  const chains = names.map((list, i) => [starts[i] as string, ...list]);
  return chainSample(cell, filler === "noise" ? { ...kit, haystack: noiseHaystack } : kit, chains, {
    link: (from, to) => (taken.has(from) ? `VAR ${to} = ${from}.` : `VAR ${to} = VAR ${from}.`),
    parts: (start) => ({
      instruction: "Memorize and track the chain of variable assignments that is hidden in the text.",
      question: `Find all variables that are assigned the value ${start} in the text; there are ${hops + 1}.`,
      closedBookInstruction: "Answer the question.",
      answerPrefix: `The variables that are assigned the value ${start} are:`,
    }),
  });
}
