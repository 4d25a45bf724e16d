import type { Cell, Sample, Task, TaskKit } from "../types.ts";
import { integerFactor } from "./factors.ts";
import { magicKeySample } from "./magic-key.ts";
import { scoreFound } from "./score-found.ts";

/** RULER's multi-key needle: several keys with a value each, one is asked for. */
export const multiKey: Task = {
  name: "multi-key",
  version: 1,
  summary: "several adjective-noun keys with a magic value each, one of them asked for",
  paper: "Hsieh et al. 2024 (RULER), section 3.1",
  usesHaystack: true,
  factors: { keys: 4, values: "number", arm: "context" },
  build: (cell: Cell, kit: TaskKit): Sample => magicKeySample(cell, kit, integerFactor(cell, "keys", 4, 1)),
  score: scoreFound,
};
