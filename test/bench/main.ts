/**
 * npm run bench: one table of ratios, all measured in this one run. The method is in test/bench/README.md.
 *   npm run bench -- building     only the parts whose name is given
 */
import Table from "cli-table3";
import { buildingRows } from "./building.ts";
import { importingRows } from "./importing.ts";
import { inferenceRows } from "./inference.ts";
import { mainJobRows } from "./main-job.ts";
import { memoryRows } from "./memory.ts";
import { prefillRows } from "./prefill.ts";
import { reportingRows } from "./reporting.ts";
import { runnerRows } from "./runner.ts";
import { startingRows } from "./starting.ts";

/** One line of the table: what, the figure, against what. */
export interface BenchRow {
  readonly what: string;
  readonly figure: string;
  readonly against: string;
}

const parts: readonly { readonly name: string; readonly run: () => Promise<readonly BenchRow[]> }[] = [
  { name: "starting", run: startingRows },
  { name: "building", run: buildingRows },
  { name: "prefill", run: prefillRows },
  { name: "inference", run: inferenceRows },
  { name: "main-job", run: mainJobRows },
  { name: "runner", run: runnerRows },
  { name: "importing", run: importingRows },
  { name: "memory", run: memoryRows },
  { name: "reporting", run: reportingRows },
];

const wanted = process.argv.slice(2);
const table = new Table({ head: ["what", "figure", "against"], style: { head: [], border: [] } });
for (const { name, run } of parts)
  if (wanted.length === 0 || wanted.includes(name))
    for (const { what, figure, against } of await run()) table.push([what, figure, against]);
console.log(table.toString());
