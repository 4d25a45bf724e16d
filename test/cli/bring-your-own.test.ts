import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exitCodeOf } from "../../src/cli/exit-codes.ts";
import { createProgram } from "../../src/cli/program.ts";
import { MidspanError } from "../../src/errors.ts";
import { packageRoot } from "../../src/root.ts";
import { midspan } from "./midspan.ts";

const fixture = (name: string): string => join(packageRoot(), "test/fixtures/byo", name);
const NEEDLE = "- {text: The bell was cast in Osmer., question: Where was the bell cast?, answers: Osmer}\n";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-own-"));
  const pairs = await readFile(fixture("pairs.jsonl"));
  await writeFile(join(root, "cut.jsonl.gz"), gzipSync(pairs).subarray(0, 200));
  await writeFile(join(root, "one.yaml"), NEEDLE);
  await writeFile(join(root, "two.yaml"), `${NEEDLE}- {text: It rang., question: Did it?, answers: yes}\n`);
  // One of four needles, so that the first document alone would not show it.
  const others = ["Amber", "Brill", "Corvel", "Dunfell"].map(
    (name) => `- {text: ${name} has a mill., question: Where is mill ${name}?, answers: ${name}}\n`,
  );
  await writeFile(join(root, "late.yaml"), others.join(""));
  const book = Array.from({ length: 400 }, (_, i) => `Page ${i} tells of a long walk by the sea.`);
  await writeFile(join(root, "book.txt"), [...book, "They came to Corvel.", ...book].join(" "));
  process.chdir(root);
});
afterAll(async () => {
  process.chdir(tmpdir());
  await rm(root, { recursive: true });
});

async function refusalOf(args: readonly string[]): Promise<{ readonly text: string; readonly code: number }> {
  try {
    await createProgram().parseAsync(["node", "midspan", ...args]);
  } catch (error) {
    if (!(error instanceof MidspanError)) throw error;
    return { text: `${error.message}\n ${error.cure ?? ""}`, code: exitCodeOf(error.code) };
  }
  throw new Error(`not refused: ${args.join(" ")}`);
}

const SOUND = ["--model", "simulated:u", "--depths", "0,0.5,1", "-o", "out"];

describe("midspan run refuses a user's own, with exit 2 and before anything is asked or written,", () => {
  it.each<[string, readonly string[], RegExp]>([
    ["a file cut short", ["--needles", "cut.jsonl.gz"], /cut\.jsonl\.gz; .*: cut short after 200 bytes/],
    ["a bad needle", ["--needles", "two.yaml"], /two\.yaml:2: answers; one of them must stand in the text/],
    [
      "a needle of a later trial that the haystack states",
      ["--needles", "late.yaml", "--haystack", "book.txt", "--trials", "4", "--lengths", "8k"],
      /late\.yaml: needle "fact 3"; no answer may stand in the haystack file:book\.txt: "Corvel"/,
    ],
    ["a form that facts do not have", ["--needles", "one.yaml", "--task", "multi-key"], /task words its own/],
    [
      "more distractors than there are",
      ["--needles", "one.yaml", "--distractors", "3"],
      /one\.yaml gives a needle 0 distractors, .*: 3/,
    ],
    [
      "published records that do not fit",
      ["--needles", fixture("pairs.jsonl"), "--task", "kv-retrieval", "--lengths", "256"],
      /8 keys do not fit; context length at least \d+ tokens: 256/,
    ],
    [
      "published documents that do not fit",
      ["--needles", fixture("oracle.jsonl"), "--task", "multi-document-qa", "--lengths", "256"],
      /12 documents do not fit; context length at least \d+ tokens: 256/,
    ],
  ])("%s", async (_, args, message) => {
    const { text, code } = await refusalOf(["run", ...SOUND, ...args]);
    expect(text).toMatch(message);
    expect(code).toBe(2);
    expect(await readdir(root)).not.toContain("out");
  });
});

describe("the process", () => {
  it("runs published documents with as many as the file has, and shows a prompt again", async () => {
    const needles = ["--needles", fixture("oracle.jsonl"), "--task", "multi-document-qa"];
    const size = ["--trials", "1", "--lengths", "1k", "--no-report", "--quiet"];
    const ran = await midspan(["run", ...SOUND, ...needles, ...size], root);
    expect(ran).toMatchObject({ code: 0 });
    const lines = (await readFile(join(root, "out/trials.jsonl"), "utf8")).trim().split("\n");
    const trials = lines.map((line) => JSON.parse(line));
    expect(trials.every(({ status, cell }) => status === "scored" && cell.factors.documents === 12)).toBe(
      true,
    );
    const arms = trials.filter(({ cell }) => cell.factors.arm === "context");
    expect(arms.map(({ cell, actual }) => [cell.depth, Math.round(actual.goldDepths[0] * 2) / 2])).toEqual(
      arms.map(({ cell }) => [cell.depth, cell.depth]),
    );
    const shown = await midspan(["show", "out", arms[0].id], root);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain("= what was sent");
    expect(shown.stdout).toMatch(/⟦Document \[12\]\(Title: /);
  });
});
