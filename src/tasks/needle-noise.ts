import { noiseHaystack } from "../haystack/noise.ts";
import type { Cell, Sample, Task, TaskKit } from "../types.ts";
import { integerFactor } from "./factors.ts";
import { magicKeySample } from "./magic-key.ts";
import { scoreFound } from "./score-found.ts";

/** RULER's single needle in noise: a text so dull that only the fact stands out. */
export const needleNoise: Task = {
  name: "needle-noise",
  version: 1,
  summary: "a key with a magic value in five short sentences repeated",
  paper: "Hsieh et al. 2024 (RULER), section 3.1",
  usesHaystack: false,
  factors: { keys: 1, values: "number", arm: "context" },
  build: (cell: Cell, kit: TaskKit): Sample =>
    magicKeySample(cell, { ...kit, haystack: noiseHaystack }, integerFactor(cell, "keys", 1, 1)),
  score: scoreFound,
};
