import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exitCodeOf } from "../../src/cli/exit-codes.ts";
import { createProgram } from "../../src/cli/program.ts";
import { MidspanError } from "../../src/errors.ts";
import { runMidspan } from "./start-midspan.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-refusals-"));
  await writeFile(join(root, "empty.txt"), "");
  await writeFile(join(root, "binary.txt"), Buffer.from([0x4d, 0x00, 0xff, 0x01]));
  await writeFile(join(root, "a-file"), "");
  await mkdir(join(root, "no-texts"));
  await writeFile(join(root, "key.yaml"), "models: [simulated:u]\ntrials: 3\ntrails: 4\n");
  await writeFile(join(root, "type.yaml"), "models:\n  - simulated:u\ntrials: many\n");
  await writeFile(join(root, "cache.yaml"), "models:\n  - id: simulated:u\n    cashe: dense\n");
  await writeFile(join(root, "broken.yaml"), "models: [simulated:u\ntasks: {\n");
  await writeFile(join(root, "depth.yaml"), "models: [simulated:u]\ndepths: [0, 1.5]\n");
  process.chdir(root);
  await writeFile(join(root, "bomb.yaml"), `a: &a [x, x]\nb: &b [*a, *a]\nmodels: [*b, *b]\n`);
});
afterAll(async () => {
  process.chdir(tmpdir());
  await rm(root, { recursive: true });
});

/** What the command line would print and return, without a process of its own for each case. */
async function refusalOf(args: readonly string[]): Promise<{ readonly text: string; readonly code: number }> {
  try {
    await createProgram().parseAsync(["node", "midspan", ...args]);
  } catch (error) {
    if (!(error instanceof MidspanError)) throw error;
    return { text: `${error.message}\n ${error.cure ?? ""}`, code: exitCodeOf(error.code) };
  }
  throw new Error(`not refused: ${args.join(" ")}`);
}

/** A run that would work, so that each case breaks one thing. */
const SOUND = [
  "--model",
  "simulated:u",
  "--task",
  "needle",
  "--lengths",
  "256",
  "--trials",
  "1",
  "--depths",
  "3",
  "-o",
  "out",
];

describe("midspan run refuses, with exit 2 and before anything is written,", () => {
  it.each<[string, readonly string[], RegExp]>([
    [
      "an unknown adapter",
      ["--model", "simulatd:u"],
      /no such model adapter; .*: simulatd\n\s+Did you mean simulated:u\?/,
    ],
    ["an unknown curve", ["--model", "simulated:recensy"], /: recensy\n\s+Did you mean simulated:recency\?/],
    ["a model without adapter", ["--model", "gpt"], /model id is not readable; adapter:name.*: gpt/],
    ["a model given twice", ["--model", "simulated:u", "simulated:u"], /model is given twice/],
    [
      "an unknown task",
      ["--task", "needel"],
      /no such task; one of .*needle.*: needel\n\s+Did you mean needle\?/,
    ],
    [
      "an unknown haystack",
      ["--haystack", "town-gazete"],
      /no such haystack.*\n\s+Did you mean town-gazette\?/,
    ],
    ["an unknown needle source", ["--needles", "inventd"], /Did you mean invented\?/],
    [
      "a haystack that is not there",
      ["--haystack", "./nowhere.txt"],
      /nowhere\.txt; .*no such file or folder/,
    ],
    ["an empty haystack", ["--haystack", "empty.txt"], /empty\.txt; must be text: an empty file/],
    ["a binary haystack", ["--haystack", "binary.txt"], /binary\.txt; must be text: a binary file/],
    ["a folder without texts", ["--haystack", "./no-texts"], /no-texts; must be text: a folder without any/],
    ["a length of zero", ["--lengths", "0"], /length is not usable; whole tokens above 0.*: 0/],
    ["a negative length", ["--lengths=-256"], /length is not usable; .*: -256/],
    ["a length too short", ["--lengths", "24"], /fit.*24/],
    ["a depth outside 0..1", ["--depths", "0,1.5"], /depth is not usable; a share from 0 to 1.*: 1\.5/],
    ["a depth in per cent", ["--depths", "0,50,100"], /: 50\n/],
    ["no trials", ["--trials", "0"], /trials is not usable; a whole number from 1.*: 0/],
    ["trials that are no number", ["--trials", "ten"], /--trials is not usable; a number: ten/],
    [
      "an unknown factor value",
      ["--distractors", "1.5"],
      /--distractors is not usable; a whole number: 1\.5/,
    ],
    [
      "a factor the task lacks",
      ["--task", "kv-retrieval", "--distractors", "1"],
      /no factor distractors; one of keys/,
    ],
    ["a cache for a simulated model", ["--cache", "dense"], /--cache is for local models: dense/],
    ["a timeout of zero", ["--timeout", "0"], /timeout is not usable; seconds above 0.*: 0/],
    ["a share above 1", ["--max-failed", "5"], /max-failed is not usable; a share from 0 to 1: 5/],
    ["a concurrency of zero", ["--concurrency", "0"], /concurrency is not usable; at least 1: 0/],
    ["an output that is a file", ["-o", "a-file"], /cannot write; .*: a-file/],
    ["an output below a file", ["-o", "a-file/run"], /cannot write; .*: a-file\/run \(ENOTDIR\)/],
    ["an output that is no one's", ["-o", "/proc/midspan"], /cannot write; .*: \/proc\/midspan/],
  ])("%s", async (_, args, message) => {
    const before = await readdir(root, { recursive: true });
    const { code, text } = await refusalOf(["run", ...SOUND, ...args]);
    expect(text).toMatch(message);
    expect(code).toBe(2);
    expect(await readdir(root, { recursive: true })).toEqual(before);
  });

  it.each<[string, string, RegExp]>([
    ["an unknown key", "key.yaml", /key\.yaml:3: unknown key; one of .*: trails\n\s+Did you mean trials\?/],
    [
      "an unknown key of a model",
      "cache.yaml",
      /cache\.yaml:3: unknown key; .*: cashe\n\s+Did you mean cache\?/,
    ],
    ["a value of another type", "type.yaml", /type\.yaml:3: trials; .*expected number/],
    ["broken YAML", "broken.yaml", /broken\.yaml:\d: .*YAML/],
    ["a depth outside 0..1", "depth.yaml", /depth\.yaml: depth is not usable; .*: 1\.5/],
    ["a file that unfolds without end", "bomb.yaml", /bomb\.yaml/],
    ["a file that is not there", "none.yaml", /none\.yaml: sweep cannot be read; a YAML file: ENOENT/],
  ])("a sweep file with %s", async (_, file, message) => {
    const { code, text } = await refusalOf(["run", file, "-o", "out"]);
    expect(text).toMatch(message);
    expect(code).toBe(2);
    expect(await readdir(root)).not.toContain("out");
  });
});

describe("the other commands refuse, with exit 2,", () => {
  it.each<[string, readonly string[], RegExp]>([
    ["an unknown list", ["list", "task"], /no such list; .*: task\n\s+Did you mean tasks\?/],
    ["a folder without a run", ["report", "no-texts"], /no run in this folder; .*: no-texts/],
    ["a check of nothing", ["check", "no-texts"], /nothing to check/],
    [
      "a recall above 1",
      ["check", "no-texts", "--min-recall", "85"],
      /--min-recall is not usable; from 0 to 1: 85/,
    ],
    [
      "a comparison without a place",
      ["report", "no-texts", "a-file"],
      /no place for the comparison; -o FOLDER/,
    ],
  ])("%s", async (_, args, message) => {
    const { code, text } = await refusalOf(args);
    expect(text).toMatch(message);
    expect(code).toBe(2);
  });
});

describe("the process", () => {
  it.each<[string, readonly string[], number, RegExp]>([
    [
      "an unknown option",
      ["run", "--lenghts", "9"],
      2,
      /unknown option '--lenghts'\n\(Did you mean --lengths\?\)/,
    ],
    ["an unknown command", ["rnu"], 2, /unknown command 'rnu'\n\(Did you mean run\?\)/],
    [
      "an option without value",
      ["merge", "no-texts"],
      2,
      /required option '-o, --output <folder>' not specified/,
    ],
    ["no model at all", ["run"], 2, /^midspan: no model given; .*: none\n {9}Try --model embedded:reference/],
    [
      "an unusable model",
      ["run", "--model", "replay:no-texts"],
      3,
      /^midspan: no recorded run; .*: no-texts\n/,
    ],
  ])("says on stderr alone that %s is wrong", async (_, args, expected, message) => {
    const { code, stdout, stderr } = await runMidspan(args, root);
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: expected, stdout: "" });
  });
});
