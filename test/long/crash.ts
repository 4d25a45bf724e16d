/**
 * npm run test:long: kills `midspan run` 200 times at random moments, each time by SIGKILL, and starts the same
 * command again. In the end every trial is recorded exactly once, and the findings are those of a run that nobody
 * disturbed. Half of the moments are counts of lines, which a slow machine reaches as a fast one does; the other
 * half are times after the start, which fall into loading, locking, scanning and reporting too.
 *   npm run test:long -- 20     fewer kills
 */
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createRng, type Rng } from "../../src/random.ts";
import type { Trial } from "../../src/record.ts";
import { parseTrialLine } from "../../src/run/trial-line.ts";
import { type Exited, type Running, runMidspan, startMidspan } from "../cli/start-midspan.ts";

const DOCUMENTS = 60;
const TRIALS = DOCUMENTS * (11 + 2);
const PLAN = [
  "--model",
  "simulated:u",
  "--task",
  "needle",
  "--lengths",
  "256",
  "--trials",
  String(DOCUMENTS),
];
const COMMAND = ["run", ...PLAN, "--no-report", "--json", "--quiet"];
/** One for each core. */
const LANES = 2;

const kills = Number(process.argv[2] ?? 200);
const root = await mkdtemp(join(tmpdir(), "midspan-long-"));
const started = performance.now();
try {
  const calm = await runMidspan([...COMMAND, "-o", "calm"], root);
  assert.equal(calm.code, 0, calm.stderr);
  const expected = { findings: findingsOf(calm), answers: await answersOf("calm") };
  assert.equal(expected.answers.size, TRIALS);
  const lanes = await Promise.all(
    Array.from({ length: LANES }, (_, lane) =>
      killAgainAndAgain(`lane-${lane}`, Math.ceil((kills - lane) / LANES), expected),
    ),
  );
  const runs = lanes.reduce((sum, n) => sum + n, 0);
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(
    `${kills} kills over ${runs} runs of ${TRIALS} trials: each trial once, findings as undisturbed (${seconds} s)`,
  );
} finally {
  await rm(root, { recursive: true });
}

interface Expected {
  readonly findings: unknown;
  readonly answers: ReadonlyMap<string, string | undefined>;
}

/** Runs, and runs again what was killed, until so many kills have hit; a run that comes through is checked. */
async function killAgainAndAgain(lane: string, wanted: number, expected: Expected): Promise<number> {
  const rng = createRng(`crash/${lane}`);
  let runs = 0;
  for (let killed = 0; ; ) {
    const folder = `${lane}-${runs}`;
    const running = startMidspan([...COMMAND, "-o", folder], root);
    if (killed < wanted) await untilMoment(running, folder, rng);
    else await running.ended;
    running.process.kill("SIGKILL");
    const ended = await running.ended;
    if (ended.signal === "SIGKILL") {
      killed++;
      continue;
    }
    await check(folder, ended, expected);
    runs++;
    if (killed >= wanted) return runs;
  }
}

async function untilMoment(running: Running, folder: string, rng: Rng): Promise<void> {
  const over = running.ended.then(() => true);
  if (rng.float() < 0.5) {
    const moment = pause(rng.int(1500)).then(() => false);
    await Promise.race([over, moment]);
    return;
  }
  // A line has some 700 bytes; the size of the file is cheaper to ask for than its lines.
  const size = async (): Promise<number> =>
    (await stat(join(root, folder, "trials.jsonl")).catch(() => ({ size: 0 }))).size;
  const goal = (await size()) + rng.int(200 * 700);
  while ((await size()) < goal) if (await Promise.race([over, pause(2).then(() => false)])) return;
}

async function check(folder: string, ended: Exited, expected: Expected): Promise<void> {
  assert.equal(ended.code, 0, ended.stderr);
  const answers = await answersOf(folder);
  assert.deepEqual(answers, expected.answers);
  assert.deepEqual(findingsOf(ended), expected.findings);
  const left = (await readdir(join(root, folder))).filter((name) => name.startsWith("."));
  assert.deepEqual(left, [], "locks are taken over and let go");
}

/** Answers by id; every line is a trial, and none stands there twice. */
async function answersOf(folder: string): Promise<ReadonlyMap<string, string | undefined>> {
  const text = await readFile(join(root, folder, "trials.jsonl"), "utf8");
  const trials = text
    .trimEnd()
    .split("\n")
    .map((line) => parseTrialLine(line) as Trial);
  const answers = new Map(trials.map(({ id, output }) => [id, output] as const));
  assert.equal(trials.length, answers.size, "each trial once");
  return new Map([...answers].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function findingsOf({ stdout }: Exited): unknown {
  return (JSON.parse(stdout) as { readonly findings: unknown }).findings;
}
