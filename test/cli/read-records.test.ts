import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { afterAll, describe, expect, it } from "vitest";
import type { Names } from "../../src/cli/gather-record.ts";
import { readRecords } from "../../src/cli/read-records.ts";
import { formatTrialLine } from "../../src/run/trial-line.ts";
import { madeTrial } from "../report/made-input.ts";

const root = mkdtempSync(join(tmpdir(), "midspan-records-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const several = { tokens: 900, goldDepths: [0.1, 0.5, 0.9], tokenizer: "t" };
const trials = Array.from({ length: 400 }, (_, i) =>
  madeTrial(i, {
    model: `a:${i % 3}`,
    output: `answer ${i}`,
    ...(i % 7 === 0 && { score: { recall: 0, found: [false], decoy: `decoy ${i % 4}` } }),
    ...(i % 5 === 0 && { actual: several }),
    ...(i % 11 === 0 && { actual: { ...several, goldDepths: [i / 1000, 0.5] } }),
  }),
);

function folderOf(name: string, lines: readonly string[]): string {
  const folder = join(root, name);
  mkdirSync(folder);
  writeFileSync(join(folder, "trials.jsonl"), lines.join(""));
  return folder;
}

const lines = trials.map(formatTrialLine);
const FIRST = folderOf("first", [...lines.slice(0, 50), "{no\n", ...lines.slice(50, 300), "{neither\n"]);
const SECOND = folderOf("second", lines.slice(300));
const names: readonly Names[] = [new Map(), new Map([["a:0", "a:0 (second)"]])];

/** All that comes of reading, by one thread or by two. */
async function readBy(threads: 1 | 2, folders: readonly string[], parquet = true) {
  const file = join(root, `${threads}.parquet`);
  const named = names.slice(0, folders.length);
  const read = await readRecords(folders, named, parquet ? file : undefined, threads === 2 ? 0 : undefined);
  await read.parquet;
  const { gathering, damaged } = read;
  const rows = parquet ? await parquetReadObjects({ file: new Uint8Array(readFileSync(file)).buffer }) : [];
  rmSync(file, { force: true });
  const { shown, spent, ...counts } = gathering.summary();
  const run = (i: number) => gathering.shownOf(i).map(({ model }) => model);
  return { trials: [...gathering.trials], damaged, rows, counts, spent, shown, runs: [run(0), run(1)] };
}

describe("readRecords", () => {
  it.each([true, false])("gives the same by two threads as by one, Parquet file: %s", async (parquet) => {
    const [one, two] = [await readBy(1, [FIRST, SECOND], parquet), await readBy(2, [FIRST, SECOND], parquet)];
    expect(one.trials).toHaveLength(400);
    expect(one.damaged).toEqual([
      [
        { line: 51, torn: false },
        { line: 302, torn: false },
      ],
      [],
    ]);
    const { shown, runs, ...same } = one;
    expect(two).toMatchObject(same);
    // Not the same trials, but as many, each as its run recorded it.
    expect(two.shown).toHaveLength(shown.length);
    expect(two.runs.map((run) => run.length > 0)).toEqual(runs.map((run) => run.length > 0));
    expect(two.runs[1]?.filter((model) => model.includes("("))).toEqual([]);
  });

  it("counts the last line of an id that comes again behind the cut", async () => {
    const again = { ...trials[3], output: "again" } as (typeof trials)[number];
    const folder = folderOf("again", [...lines, formatTrialLine(again)]);
    const [one, two] = [await readBy(1, [folder]), await readBy(2, [folder])];
    expect(two.trials).toHaveLength(400);
    expect(two.rows).toEqual(one.rows);
    expect(two.rows.at(-1)).toMatchObject({ id: again.id, output: "again" });
  });

  it("leaves nothing behind where the Parquet file cannot be written", async () => {
    const file = join(FIRST, "trials.jsonl", "trials.parquet");
    await expect(readRecords([FIRST], [new Map()], file, 0)).rejects.toMatchObject({ code: "store-write" });
    expect(readdirSync(FIRST)).toEqual(["trials.jsonl"]);
  });
});
