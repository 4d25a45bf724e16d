import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createTrialStore } from "../../src/analysis/trial-store.ts";
import { createRng } from "../../src/random.ts";
import type { Trial } from "../../src/record.ts";
import { tallyRecord } from "../../src/report/tally-record.ts";
import { packageRoot } from "../../src/root.ts";
import { readOnce } from "../../src/run/read-once.ts";
import { formatTrialLine } from "../../src/run/trial-line.ts";
import { madeManifest, madeTrial } from "../report/made-input.ts";
import type { BenchRow } from "./main.ts";

const TRIALS = 1_000_000;
const MOST_SECONDS = 10;
const MOST_MEGABYTES = 400;
const MODELS = ["a:one", "a:two", "a:three", "a:four"];
const START = Date.parse("2026-11-23T12:00:00Z");
const LENGTHS = [256, 512, 1024, 2048, 4096];

/** A record of a million trials: what reading it costs, and the whole report. */
export async function reportingRows(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), "midspan-bench-"));
  write(folder, TRIALS);
  const megabytes = statSync(join(folder, "trials.jsonl")).size / 1e6;
  const started = performance.now();
  const [store, record] = [createTrialStore(), tallyRecord()];
  await readOnce(folder, (trial) => {
    store.add(trial);
    record.add(trial);
  });
  const reading = (performance.now() - started) / 1000;
  const whole = measured(folder);
  rmSync(folder, { recursive: true });
  return [
    {
      what: `reporting: ${(TRIALS / 1e6).toFixed(0)} million trials (${megabytes.toFixed(0)} MB) read once`,
      figure: `${reading.toFixed(1)} s`,
      against: `${(reading / whole.seconds).toFixed(2)} of the whole report`,
    },
    {
      what: "reporting: the whole, as the command does it",
      figure: `${whole.seconds.toFixed(1)} s, ${whole.megabytes.toFixed(0)} MB at its peak`,
      against: `${(whole.seconds / MOST_SECONDS).toFixed(2)} of the ${MOST_SECONDS} s and ${(whole.megabytes / MOST_MEGABYTES).toFixed(2)} of the ${MOST_MEGABYTES} MB it may take`,
    },
  ];
}

export function write(folder: string, n: number): void {
  const rng = createRng(1).fork("reporting");
  const file = openSync(join(folder, "trials.jsonl"), "w");
  let batch = "";
  for (let i = 0; i < n; i++) {
    batch += formatTrialLine(trialOf(i, rng.float()));
    if (batch.length < 1 << 22 && i < n - 1) continue;
    writeSync(file, batch);
    batch = "";
  }
  closeSync(file);
  const manifest = madeManifest(MODELS);
  const plan = { ...manifest.plan, lengths: LENGTHS, trials: Math.ceil(n / 220) };
  writeFileSync(join(folder, "manifest.json"), JSON.stringify({ ...manifest, plan }));
}

/** A U that gets deeper with the length, with what differs from trial to trial in a run; a thousandth failed. */
function trialOf(i: number, draw: number): Trial {
  const model = MODELS[i % 4] ?? "";
  const depth = (Math.floor(i / 4) % 11) / 10;
  const at = Math.floor(i / 44) % 5;
  const hit = draw < 0.95 - at * 0.6 * (0.25 - (depth - 0.5) ** 2);
  const hash = sha256(`prompt ${Math.floor(i / 4)}`);
  const [said, decoy] = [`word-${hash.slice(0, 3)}-said`, `word-${hash.slice(3, 6)}-near`];
  const base = madeTrial(i, {
    model,
    output: hit ? said : decoy,
    score: { recall: hit ? 1 : 0, found: [hit], ...(hit ? {} : { decoy }) },
  });
  const length = LENGTHS[at] ?? 256;
  const tokens = length - 3 - (Number.parseInt(hash.slice(6, 8), 16) % 16);
  const trial = {
    ...base,
    // As a run makes them: 80 bits of a hash.
    id: sha256(base.id).slice(0, 20),
    promptSha256: hash,
    startedAt: new Date(START + 3 * i).toISOString(),
    cell: { ...base.cell, contextLength: length, depth, seed: Math.floor(i / 220) },
    actual: { ...base.actual, tokens, goldDepths: [Math.min(1, depth + draw / length)] },
    generation: {
      ...{ finish: { reason: "stop" as const }, promptTokens: tokens, cachedTokens: 0, outputTokens: 3 },
      ...{ prefillMs: 100 * draw, totalMs: 120 * draw },
    },
  };
  if (i % 1000 !== 999) return trial;
  const { output: _, score: __, ...rest } = trial;
  return { ...rest, status: "failed", error: { code: "timeout", message: "no answer within 60 s" } };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function measured(folder: string): { readonly seconds: number; readonly megabytes: number } {
  const peak = join(folder, "peak");
  const preload = pathToFileURL(join(packageRoot(), "test/bench/peak.mjs")).href;
  const main = join(packageRoot(), "dist/src/cli/main.js");
  const started = performance.now();
  const { status } = spawnSync(process.execPath, ["--import", preload, main, "report", folder], {
    env: { ...process.env, MIDSPAN_PEAK_FILE: peak },
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) throw new Error(`the report ended with exit code ${status}; npm run build first`);
  return {
    seconds: (performance.now() - started) / 1000,
    megabytes: Number(readFileSync(peak, "utf8")) / 1024,
  };
}
