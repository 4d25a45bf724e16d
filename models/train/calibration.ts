/**
 * Records what the reference model answers in this process, for `midspan doctor --calibrate`:
 *   npx tsx models/train/calibration.ts
 * To be run again whenever the weights or a prompt of the task `needle` change; a test says when.
 */
import { writeFileSync } from "node:fs";
import { askAll } from "../../src/cli/calibrate.ts";
import { calibrationSweep } from "../../src/cli/calibration-sweep.ts";
import { calibrationFile } from "../../src/models/calibration-record.ts";
import { openModel } from "../../src/models/index.ts";
import type { KnownAnswer } from "../../src/record.ts";
import type { Model } from "../../src/types.ts";

const model = await openModel("embedded:reference");
const opened = await record(model);
const plain = await record({ ...model, prefill: false });
await model.close();
const lines = (list: readonly KnownAnswer[]): string =>
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

async function record(asked: Model): Promise<readonly KnownAnswer[]> {
  const trials = await askAll(await calibrationSweep(asked), asked);
  return trials
    .map(({ cell, status, promptSha256, actual, output = "", score, error }): KnownAnswer => {
      if (status !== "scored" && status !== "truncated") throw new Error(`${status}: ${error?.message}`);
      const { contextLength, depth, seed } = cell;
      return {
        contextLength,
        depth,
        seed,
        promptSha256,
        tokens: actual.tokens,
        output,
        recall: score?.recall ?? 0,
      };
    })
    .sort((a, b) => a.contextLength - b.contextLength || a.seed - b.seed || a.depth - b.depth);
}
