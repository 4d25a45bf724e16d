import { spawn } from "node:child_process";
import { join } from "node:path";
import { packageRoot } from "../../src/root.ts";
import type { BenchRow } from "./main.ts";

interface Memory {
  /** After a collection, while trials are asked: the most of ten readings. */
  readonly heapMb: number;
  readonly peakMb: number;
  readonly seconds: number;
  /** Of opening the record of all these trials again, with everything off the heap too. */
  readonly resumedMb: number;
  readonly resumedSeconds: number;
}

/** A plan of 10,000 and one of 1,000,000 trials, planned, asked, recorded and continued, in processes of their own. */
export async function memoryRows(): Promise<readonly BenchRow[]> {
  const small = await memoryOf(10_000);
  const large = await memoryOf(1_000_000);
  return [
    {
      what: "1,000,000 trials planned, asked and recorded: heap",
      figure: `${large.heapMb.toFixed(1)} MB, peak of the process ${large.peakMb.toFixed(0)} MB, ${large.seconds.toFixed(0)} s`,
      against: `${(large.heapMb / small.heapMb).toFixed(2)} of 10,000 trials' ${small.heapMb.toFixed(1)} MB (peak ${small.peakMb.toFixed(0)} MB)`,
    },
    {
      what: "the record of 1,000,000 trials, opened again",
      figure: `${large.resumedMb.toFixed(1)} MB, ${large.resumedSeconds.toFixed(0)} s`,
      against: `${(large.resumedMb - small.resumedMb).toFixed(1)} MB more than one of 10,000`,
    },
  ];
}

function memoryOf(trials: number): Promise<Memory> {
  const script = join(packageRoot(), "test/bench/memory-run.mjs");
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--expose-gc", script, String(trials)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (more: string) => {
      text += more;
    });
    child.on("error", reject);
    child.on("close", () => resolve(JSON.parse(text) as Memory));
  });
}
