import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../../src/root.ts";
import type { BenchRow } from "./main.ts";

/** The main job as a person starts it: the built program, the ready sweep, an empty folder. */
export async function mainJobRows(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "midspan-bench-"));
  const peak = join(folder, "peak");
  const started = performance.now();
  const code = await finished(
    [
      "--import",
      pathToFileURL(join(packageRoot(), "test/bench/peak.mjs")).href,
      join(packageRoot(), "dist/src/cli/main.js"),
      ...["run", join(packageRoot(), "datasets/sweeps/embedded.yaml"), "--quiet", "-o", join(folder, "run")],
    ],
    peak,
  );
  const seconds = (performance.now() - started) / 1000;
  if (code !== 0) throw new Error(`the main job ended with exit code ${code}; npm run build first`);
  const prompts = readFileSync(join(folder, "run/trials.jsonl"), "utf8").split("\n").length - 1;
  const megabytes = Number(readFileSync(peak, "utf8")) / 1024;
  rmSync(folder, { recursive: true });
  return [
    {
      what: "main job: npm start without the build",
      figure: `${seconds.toFixed(0)} s, ${(prompts / seconds).toFixed(0)} prompts/s`,
      against: `${(seconds / 90).toFixed(2)} of the 90 s it may take`,
    },
    { what: "main job: peak memory", figure: `${megabytes.toFixed(0)} MB`, against: "" },
  ];
}

function finished(args: readonly string[], peakFile: string): Promise<number | null> {
  const env = { ...process.env, MIDSPAN_PEAK_FILE: peakFile };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "inherit"] });
    child.on("error", reject);
    child.on("close", resolve);
  });
}
