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
  await writeFile(join(root, "twice.yaml"), `${NEEDLE}${NEEDLE.replace("The bell", "A bell")}`);
  await writeFile(join(root, "open.yaml"), `${NEEDLE}- {text: It rang., question: Did it?}\n`);
  await writeFile(join(root, "latin.yaml"), Buffer.from(`${NEEDLE}# caf\xe9\n`, "latin1"));
  await writeFile(join(root, "latin.txt"), Buffer.from("One.\nThe caf\xe9 is closed.\n", "latin1"));
  const [pair = ""] = pairs.toString("utf8").split("\n");
  const again = JSON.parse(pair) as { ordered_kv_records: string[][] };
  again.ordered_kv_records.push(["spare", "1"], again.ordered_kv_records[0] as string[]);
  await writeFile(join(root, "pairs-twice.jsonl"), `${pair}\n${JSON.stringify(again)}\n`);
  const documents = (await readFile(fixture("documents.jsonl"), "utf8")).trim().split("\n");
  const [long, odd, ...sound] = documents.map((line) => JSON.parse(line));
  for (const item of long.ctxs) if (item.isgold) item.text += " And so on, and on.".repeat(400);
  odd.ctxs = odd.ctxs.map((item: object) => ({ ...item, isgold: false }));
  await writeFile(
    join(root, "uneven.jsonl"),
    [long, odd, ...sound].map((row) => JSON.stringify(row)).join("\n"),
  );
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
    [
      "a question twice",
      ["--needles", "twice.yaml"],
      /twice\.yaml:2: question; must be given once, it is in line 1: "Where was the bell cast\?"/,
    ],
    [
      "a question without an answer",
      ["--needles", "open.yaml"],
      /open\.yaml:2: answers; must be given: nothing/,
    ],
    [
      "a key twice",
      ["--needles", "pairs-twice.jsonl", "--task", "kv-retrieval"],
      /pairs-twice\.jsonl:2: ordered_kv_records; must name a key once: "[^"]+"/,
    ],
    [
      "needles in another encoding",
      ["--needles", "latin.yaml"],
      /needles latin\.yaml; must be UTF-8: byte 0xe9 in line 2/,
    ],
    [
      "a haystack in another encoding",
      ["--haystack", "latin.txt"],
      /haystack latin\.txt; must be UTF-8: byte 0xe9 in line 2/,
    ],
    [
      "300 keys in 1k tokens",
      ["--task", "kv-retrieval", "--set", "keys=300", "--lengths", "1k"],
      /300 keys do not fit; context length at least \d{5} tokens: 1024/,
    ],
    ["a factor that a task lacks", ["--set", "keyz=3"], /task needle has no factor keyz; one of distractors/],
    ["a setting that is none", ["--set", "keys"], /--set is not usable; factor=value: keys/],
    ["a bad needle", ["--needles", "two.yaml"], /two\.yaml:2: answers; one of them must stand in the text/],
    [
      "a needle of a later trial that the haystack states",
      ["--needles", "late.yaml", "--haystack", "book.txt", "--trials", "4", "--lengths", "8k"],
      /late\.yaml:3: needle "fact 3"; no answer may stand in the haystack file:book\.txt: "Corvel"/,
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
  it("leaves out default lengths that are too short for the documents of a set", async () => {
    const words = Array.from({ length: 120 }, (_, i) => `word${i}`).join(" ");
    const row = {
      question: "who built the weir",
      answers: ["Corvel Marsh"],
      ctxs: Array.from({ length: 20 }, (_, i) => ({
        title: `Title ${i}`,
        text: i === 0 ? "The weir was built by Corvel Marsh." : words,
        isgold: i === 0,
        hasanswer: i === 0,
      })),
    };
    await writeFile(join(root, "twenty.jsonl"), `${JSON.stringify(row)}\n`);
    const args = ["--needles", "twenty.jsonl", "--task", "multi-document-qa", "--trials", "1", "--json"];
    const { code, stdout } = await midspan(["plan", "--model", "simulated:u", ...args], root);
    expect(code).toBe(0);
    const { lines } = JSON.parse(stdout) as { lines: { length: number }[] };
    expect(lines.map(({ length }) => length)).toEqual([8192, 16_384, 32_768]);
    const asked = await refusalOf(["plan", "--model", "simulated:u", ...args, "--lengths", "1k"]);
    expect(asked).toMatchObject({ code: 2, text: expect.stringContaining("20 documents do not fit") });
  });

  it("asks a published set as it is: says what is left out and skips what is too long, neither a miss", async () => {
    const args = ["--needles", "uneven.jsonl", "--task", "multi-document-qa", "--trials", "2"];
    const size = ["--lengths", "1k", "--no-baselines"];
    const planned = await midspan(
      ["plan", "--model", "simulated:flat=1", "--depths", "0,1", ...args, ...size],
      root,
    );
    expect(planned.code).toBe(0);
    expect(planned.stdout).toContain(
      "uneven.jsonl: 1 row left out; must have a document with isgold true: line 2",
    );
    expect(planned.stdout).toContain("2 of multi-document-qa at 1,024 tokens do not fit and are skipped.");
    const out = ["-o", "uneven", "--no-report"];
    const ran = await midspan(
      ["run", "--model", "simulated:flat=1", "--depths", "0,1", ...args, ...size, ...out],
      root,
    );
    expect(ran.code).toBe(0);
    expect(ran.stderr).toContain("midspan: uneven.jsonl: 1 row left out; ");
    const trials = (await readFile(join(root, "uneven/trials.jsonl"), "utf8")).trim().split("\n");
    const status = trials.map((line) => JSON.parse(line)).map((trial) => [trial.status, trial.error?.code]);
    expect(status.sort()).toEqual([
      ["scored", undefined],
      ["scored", undefined],
      ["skipped", "does-not-fit"],
      ["skipped", "does-not-fit"],
    ]);
  });

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
