import { expect, it } from "vitest";
import { analyse } from "../../src/cli/analyse.ts";
import { checkFindings, type Demand } from "../../src/cli/check.ts";
import { simulateTrials } from "../simulate.ts";

const gap: Demand = { finding: "middle-gap", row: "middle gap", bound: "at most", limit: 0.1 };
const length: Demand = { finding: "effective-length", row: "absolute", bound: "at least", limit: 512 };

it("a gap of nothing proves nothing: no limit holds where there is no recall that could sag", async () => {
  const trials = [
    ...simulateTrials({ task: "counting", recall: () => 0 }),
    ...simulateTrials({ task: "counting", recall: () => 0, arm: "oracle", depths: [0] }),
    ...simulateTrials({ task: "needle", recall: () => 0 }),
    ...simulateTrials({ task: "multi-key", recall: () => 1 }),
  ];
  const plan = {
    models: [],
    tasks: ["counting", "needle", "multi-key"].map((name) => ({ name, factors: {} })),
  };
  const lines = checkFindings(await analyse(trials, { plan }), [gap, length]);
  expect(lines.map(({ what, holds, reason }) => [what, holds, reason])).toEqual([
    ["simulated:u, counting, 1024 tokens: middle gap at most", false, "above its ability"],
    ["simulated:u, needle, 1024 tokens: middle gap at most", false, "at the floor"],
    ["simulated:u, multi-key, 1024 tokens: middle gap at most", true, undefined],
    ["simulated:u, counting: effective length at least", false, "above its ability"],
    ["simulated:u, needle: effective length at least", false, undefined],
    ["simulated:u, multi-key: effective length at least", true, undefined],
  ]);
});
