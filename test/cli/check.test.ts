import { expect, it } from "vitest";
import { compareSides } from "../../src/analysis/comparison.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { analyse } from "../../src/cli/analyse.ts";
import { checkFindings, type Demand } from "../../src/cli/check.ts";
import { junitXml } from "../../src/cli/junit.ts";
import { dropLines } from "../../src/cli/regression.ts";
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

const recall: Demand = { finding: "recall-by-length", row: "recall", bound: "at least", limit: 0.8 };
const plan = { models: [], tasks: [{ name: "needle", factors: {} }] };
/** Half of the facts in the middle are not found, and nearly all of these answers are refusals. */
const hiding = simulateTrials({
  documents: 40,
  recall: () => 1,
  lost: (depth) => (depth > 0.3 && depth < 0.7 ? 0.5 : 0),
  lostAs: "refused",
});

it("a curve of the trials that depth left holds no limit, and what was not scored is told", async () => {
  const [middle, all] = checkFindings(await analyse(hiding, { plan }), [gap, recall]);
  expect(middle).toMatchObject({ holds: false, reason: "not to be trusted", estimate: { value: 0 } });
  const lost = hiding.filter(({ status }) => status !== "scored").length;
  expect(all).toMatchObject({ holds: true, unscored: lost });
  expect(lost).toBeGreaterThan(20);
});

it("a length that not even the shortest reaches was measured", async () => {
  const [line] = checkFindings(await analyse(simulateTrials({ recall: () => 0.5 }), { plan }), [length]);
  expect(line).toMatchObject({ holds: false, reached: "below the shortest" });
});

it("an older run is beaten by no run whose trials depth decided", async () => {
  const before = simulateTrials({ documents: 40, recall: () => 1 });
  const named = (name: string, trials: typeof before) => ({ name, needles: "people", trials });
  const finding = compareSides([named("before", before), named("after", hiding)], defaultAnalysisOptions);
  const [overall] = finding.rows.filter(({ name }) => name === "difference");
  expect(overall?.verdict).toBe("not to be trusted");
  expect(overall?.sentence).toMatch(
    /^after: Whether a trial was scored depends on its depth \(p < 0\.001\): .* Of those that were scored: before and after recall the same/,
  );
  const [line] = dropLines(finding, "m", 0.05);
  expect(line).toMatchObject({
    holds: false,
    reason: expect.stringMatching(/^not to be trusted: depth decided which trials were scored; \d+ common/),
  });
  const fair = compareSides([named("before", before), named("after", before)], defaultAnalysisOptions);
  expect(fair.rows.find(({ name }) => name === "difference")?.verdict).toBe("equivalent");
  expect(dropLines(fair, "m", 0.05)).toMatchObject([{ holds: true }]);
});

it("a record with damaged lines says so in every finding", async () => {
  const trials = simulateTrials({ documents: 10 });
  const findings = await analyse(trials, { plan, damaged: 66 });
  for (const { name, cautions } of findings.filter(({ name }) => name !== "claims"))
    expect(cautions[0], name).toBe(
      "66 lines of the record are damaged, and their trials are in no number: how the missing ones came out is not known. The run's command runs them again.",
    );
  const [sound] = await analyse(trials, { plan, damaged: 0 });
  expect(sound?.cautions.join()).not.toContain("damaged");
});

it("JUnit has what was measured, whether it holds or not", () => {
  const xml = junitXml("midspan check", [
    { name: "a", output: "holds: 0.9 (n = 5; 3 trials not scored)" },
    { name: "b", failure: "FAILS" },
  ]);
  expect(xml).toContain("<system-out>holds: 0.9 (n = 5; 3 trials not scored)</system-out>");
  expect(xml).toContain('<failure message="FAILS">FAILS</failure>');
  expect(xml).toContain('tests="2" failures="1"');
});

it("a share of trials that are in no number may be at most what is said", async () => {
  const lost = hiding.filter(({ status }) => status !== "scored").length / hiding.length;
  const demand = (limit: number): Demand => ({
    finding: "recall-by-length",
    measure: "unscored",
    row: "recall",
    bound: "at most",
    limit,
  });
  const findings = await analyse(hiding, { plan });
  const [over] = checkFindings(findings, [demand(lost - 0.01)]);
  expect(over).toMatchObject({ holds: false, estimate: { value: lost, n: hiding.length } });
  expect(over?.what).toBe("simulated:u, needle, 1024 tokens: share not scored at most");
  expect(checkFindings(findings, [demand(lost)])).toMatchObject([{ holds: true }]);
  const none = await analyse(simulateTrials({ documents: 4, lost: () => 1 }), { plan });
  expect(checkFindings(none, [demand(0.5)])).toMatchObject([{ holds: false, estimate: { value: 1, n: 44 } }]);
});
