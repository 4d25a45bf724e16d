import { describe, expect, it } from "vitest";
import { manifestOf } from "../../src/cli/manifest-of.ts";
import { closeModels, openSweep } from "../../src/cli/open-sweep.ts";
import { createRebuilder } from "../../src/cli/rebuild-samples.ts";
import { DEFAULT_SETTINGS, type Settings } from "../../src/cli/settings.ts";
import type { Trial } from "../../src/record.ts";
import { systemClock } from "../../src/run/clock.ts";
import { createLimiter } from "../../src/run/limiter.ts";
import { families } from "../../src/run/plan.ts";
import { runTrial } from "../../src/run/trial.ts";
import { tasks } from "../../src/tasks/index.ts";
import type { Factor } from "../../src/types.ts";

const base: Settings = {
  ...DEFAULT_SETTINGS,
  models: [{ id: "simulated:flat=1", caches: [] }],
  lengths: [1500],
  depths: [0, 0.5, 1],
  trials: 2,
};

async function trialsOf(settings: Settings): Promise<{
  readonly trials: readonly Trial[];
  readonly proven: readonly boolean[];
}> {
  const sweep = await openSweep(settings, { prefix: "shared" });
  const [model] = sweep.models;
  if (model === undefined) throw new Error("no model");
  const limiter = createLimiter({ most: 1, clock: systemClock });
  const options = { sweep, model, limiter, timeoutMs: 10_000, attempts: 1, clock: systemClock };
  const trials: Trial[] = [];
  for (const family of families(sweep, model))
    for (const planned of family.trials) trials.push(await runTrial(family.task, planned, options));
  const rebuilder = await createRebuilder(manifestOf(sweep, settings));
  const proven: boolean[] = [];
  for (const trial of trials) proven.push((await rebuilder.rebuild(trial)).proven);
  await rebuilder.close();
  await closeModels(sweep.models);
  return { trials, proven };
}

/** Each task by itself, and what a task can be asked besides. */
const asked: readonly (readonly [string, Readonly<Record<string, Factor>>, Partial<Settings>])[] = [
  ...tasks.map(({ name }) => [name, {}, {}] as const),
  ["needle", { question: "both" }, {}],
  ["kv-retrieval", { question: "before", keys: 12 }, {}],
  ["multi-document-qa", { question: "both", order: "random" }, { needles: "invented-qa" }],
  ["multi-document-qa", { documents: 9 }, { needles: "invented-qa" }],
];

describe.each(asked)("%s %j", (name, factors, more) => {
  it("runs on a simulated model in every arm, and its prompts are rebuilt from the record byte for byte", async () => {
    const settings = { ...base, tasks: [{ name, factors }], ...more };
    const { trials, proven } = await trialsOf(settings);
    expect(trials.map(({ status, error }) => error?.message ?? status)).toEqual(trials.map(() => "scored"));
    expect(proven).toEqual(trials.map(() => true));
    const recalls = (arm: string): readonly (number | undefined)[] =>
      trials.filter(({ cell }) => cell.factors.arm === arm).map(({ score }) => score?.recall);
    expect(recalls("context")).toEqual(Array(6).fill(1));
    expect(recalls("oracle")).toEqual(Array(2).fill(1));
    expect(recalls("closed-book").filter((recall) => (recall ?? 1) > 0.5)).toEqual([]);
    for (const { cell, actual } of trials) {
      if (cell.factors.arm === "context") expect(actual.goldDepths.length).toBeGreaterThan(0);
      for (const depth of actual.goldDepths) {
        expect(depth).toBeGreaterThanOrEqual(0);
        expect(depth).toBeLessThanOrEqual(1);
      }
    }
  });
});
