import { spawnSync } from "node:child_process";
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "csv-parse";
import { createRng } from "../../src/random.ts";
import { packageRoot } from "../../src/root.ts";
import type { BenchRow } from "./main.ts";

/** Published results of 100 MB: how fast they become a run, and whether memory grows with the file. */
export async function importingRows(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "midspan-bench-"));
  const small = write(join(folder, "small_per_example.csv"), 12.5e6);
  const big = write(join(folder, "big_per_example.csv"), 100e6);
  const [peakSmall, peakBig] = [measured(small, folder), measured(big, folder)];
  const alone = await parseAlone(big);
  const megabytes = statSync(big).size / 1e6;
  rmSync(folder, { recursive: true });
  const speed = (megabytes / peakBig.seconds).toFixed(0);
  return [
    {
      what: "importing: CSV of 100 MB, read, scored, recorded",
      figure: `${peakBig.seconds.toFixed(1)} s, ${speed} MB/s`,
      against: `${(peakBig.seconds / alone).toFixed(1)} times csv-parse alone`,
    },
    {
      what: "importing: peak memory at 100 MB",
      figure: `${peakBig.megabytes.toFixed(0)} MB`,
      against: `${(peakBig.megabytes / peakSmall.megabytes).toFixed(2)} of that at 12.5 MB`,
    },
  ];
}

function write(path: string, bytes: number): string {
  const rng = createRng(1).fork("importing");
  const lines = [
    "model,num_documents,gold_index,question,gold_answers,em_full,model_answer_failed,model_answer",
  ];
  for (let size = 0, i = 0; size < bytes; i++) {
    const words = Array.from({ length: 60 }, () => `word${rng.int(5000)}`).join(" ");
    const line = `m,10,${i % 10},question ${Math.floor(i / 10)},answer ${i},1.0,False,"It is ""answer ${i}"": ${words}"`;
    lines.push(line);
    size += line.length + 1;
  }
  writeFileSync(path, lines.join("\n"));
  return path;
}

function measured(file: string, folder: string): { readonly seconds: number; readonly megabytes: number } {
  const peak = join(folder, "peak");
  const preload = pathToFileURL(join(packageRoot(), "test/bench/peak.mjs")).href;
  const main = join(packageRoot(), "dist/src/cli/main.js");
  const started = performance.now();
  const { status } = spawnSync(
    process.execPath,
    ["--import", preload, main, "import", "litm-2026", file, "-o", `${file}.run`],
    { env: { ...process.env, MIDSPAN_PEAK_FILE: peak }, stdio: ["ignore", "ignore", "inherit"] },
  );
  if (status !== 0) throw new Error(`the import ended with exit code ${status}; npm run build first`);
  return {
    seconds: (performance.now() - started) / 1000,
    megabytes: Number(readFileSync(peak, "utf8")) / 1024,
  };
}

async function parseAlone(file: string): Promise<number> {
  const started = performance.now();
  const parser = createReadStream(file).pipe(parse());
  for await (const _ of parser);
  return (performance.now() - started) / 1000;
}
