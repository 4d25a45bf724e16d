/**
 * Records what the reference model answers in this process, for `midspan doctor --calibrate`:
 *   npx tsx models/train/calibration.ts
 * To be run again whenever the weights or a prompt of the task `needle` change; a test says when.
 */
import { writeFileSync } from "node:fs";
import pMap from "p-map";
import { calibrationSweep } from "../../src/cli/calibration-sweep.ts";
import { calibrationFile, type RecordedAnswer } from "../../src/models/calibration-record.ts";
import { openModel } from "../../src/models/index.ts";
import { systemClock } from "../../src/run/clock.ts";
import { families } from "../../src/run/plan.ts";
import { runTrial } from "../../src/run/trial.ts";
import type { Model } from "../../src/types.ts";

const model = await openModel("embedded:reference");
const opened = await record(model);
const plain = await record({ ...model, prefill: false });
await model.close();
const lines = (list: readonly RecordedAnswer[]): string =>
  list.map((answer) => `    ${JSON.stringify(answer)}`).join(",\n");
writeFileSync(
  calibrationFile(),
  `{\n  "schema": 1,\n  "model": "embedded:reference",\n  "opened": [\n${lines(opened)}\n  ],\n  "plain": [\n${lines(plain)}\n  ]\n}\n`,
);
for (const [name, list] of Object.entries({ opened, plain }))
  console.log(
    name,
    list.length,
    "answers, recall",
    list.reduce((sum, { recall }) => sum + recall, 0) / list.length,
  );

async function record(asked: Model): Promise<readonly RecordedAnswer[]> {
  const sweep = await calibrationSweep(asked);
  const answers = await pMap(
    families(sweep, asked),
    async ({ task, trials }) => {
      const list: RecordedAnswer[] = [];
      for (const planned of trials) {
        const trial = await runTrial(task, planned, {
          sweep,
          model: asked,
          timeoutMs: 60_000,
          attempts: 1,
          clock: systemClock,
        });
        if (trial.status !== "scored" && trial.status !== "truncated") throw new Error(JSON.stringify(trial));
        const { contextLength, depth, seed } = planned.cell;
        const { promptSha256, actual, output = "", score } = trial;
        list.push({
          contextLength,
          depth,
          seed,
          promptSha256,
          tokens: actual.tokens,
          output,
          recall: score?.recall ?? 0,
        });
      }
      return list;
    },
    { concurrency: model.concurrency },
  );
  return answers
    .flat()
    .sort((a, b) => a.contextLength - b.contextLength || a.seed - b.seed || a.depth - b.depth);
}
