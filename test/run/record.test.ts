import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Trial } from "../../src/record.ts";
import { readLines } from "../../src/run/lines.ts";
import { readTrials, scanTrials, TRIALS_FILE } from "../../src/run/scan.ts";
import { formatTrialLine, parseTrialLine } from "../../src/run/trial-line.ts";
import { openTrialLog } from "../../src/run/trial-log.ts";
import { trialNumber } from "./trials.ts";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "midspan-record-"));
  file = join(folder, TRIALS_FILE);
});
afterEach(() => rm(folder, { recursive: true }));

async function readAll(): Promise<Trial[]> {
  const trials: Trial[] = [];
  for await (const trial of readTrials(folder)) trials.push(trial);
  return trials;
}

async function appendAll(trials: readonly Trial[]): Promise<void> {
  const log = await openTrialLog(folder, await scanTrials(folder));
  await Promise.all(trials.map((trial) => log.append(trial)));
  await log.close();
}

const TEN = Array.from({ length: 10 }, (_, i) => trialNumber(i));

describe("the record", () => {
  it("gives back what was written, in order", async () => {
    await appendAll(TEN);
    expect(await readAll()).toEqual(TEN);
    expect((await scanTrials(folder)).damaged).toEqual([]);
  });

  it("has the bytes in the file when append resolves", async () => {
    const log = await openTrialLog(folder, await scanTrials(folder));
    for (const trial of TEN) {
      await log.append(trial);
      expect((await readFile(file, "utf8")).endsWith(formatTrialLine(trial))).toBe(true);
    }
    await log.close();
  });

  it("lets the last line of an id win", async () => {
    const failed = trialNumber(3, { status: "failed", error: { code: "network", message: "x" } });
    const { score: _, ...unscored } = failed;
    await appendAll([TEN[0]!, unscored, TEN[1]!, TEN[3]!]);
    expect(await readAll()).toEqual([TEN[0], TEN[1], TEN[3]]);
    expect((await scanTrials(folder)).last.get("id-3")).toEqual({ line: 4, status: "scored" });
  });

  it("keeps answers of any text whole, line separators of Unicode included", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "binary" }), { maxLength: 8 }), async (texts) => {
        await rm(file, { force: true });
        const trials = [...texts, "a\u2028b\u2029c\u0085d\r\ne"].map((output, n) =>
          trialNumber(n, { output }),
        );
        await appendAll(trials);
        expect(await readAll()).toEqual(trials);
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it("of a missing or empty file has no trials", async () => {
    expect(await readAll()).toEqual([]);
    await writeFile(file, "");
    expect(await scanTrials(folder)).toMatchObject({
      last: { size: 0 },
      damaged: [],
      soundBytes: 0,
      needsLineFeed: false,
    });
  });
});

describe("a record cut short at any byte", () => {
  it("holds every whole line, says which was torn, and takes new lines", async () => {
    const whole = Buffer.from(TEN.map(formatTrialLine).join(""));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (cut) => {
        const left = whole.subarray(0, cut);
        await writeFile(file, left);
        const complete = left.toString("utf8").split("\n").length - 1;
        // A line that lacks nothing but its line feed is whole.
        const tail = left.subarray(left.lastIndexOf(0x0a) + 1).toString("utf8");
        const usable = complete + (parseTrialLine(tail) === undefined ? 0 : 1);
        expect(await readAll()).toEqual(TEN.slice(0, usable));
        const torn = tail !== "" && usable === complete;
        expect((await scanTrials(folder)).damaged).toEqual(torn ? [{ line: complete + 1, torn: true }] : []);
        await appendAll(TEN.slice(usable));
        expect(await readAll()).toEqual(TEN);
        expect(await readFile(file)).toEqual(whole);
      }),
      { seed: 2, numRuns: 100 },
    );
  });
});

describe("a record with damaged bytes", () => {
  it("loses the lines that were hit, and no other", async () => {
    const lines = TEN.map(formatTrialLine);
    const whole = Buffer.from(lines.join(""));
    const lineOf = (byte: number): number => whole.subarray(0, byte).toString("utf8").split("\n").length;
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ at: fc.nat(whole.length - 2), byte: fc.constantFrom(0x00, 0x0a, 0x22, 0x7d, 0xff) }),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        async (hits) => {
          const bytes = Buffer.from(whole);
          const hit = new Set<number>();
          for (const { at, byte } of hits) {
            bytes[at] = byte;
            // A line feed that is overwritten joins two lines.
            hit.add(lineOf(at));
            if (whole[at] === 0x0a) hit.add(lineOf(at) + 1);
          }
          await writeFile(file, bytes);
          const got = new Map((await readAll()).map((trial) => [trial.id, trial]));
          for (const [i, trial] of TEN.entries())
            if (!hit.has(i + 1)) expect(got.get(trial.id)).toEqual(trial);
        },
      ),
      { seed: 3, numRuns: 100 },
    );
  });

  it("names each damaged line by its number and leaves it where it is", async () => {
    const lines = TEN.map(formatTrialLine);
    lines[2] = "garbage\n";
    lines[5] = `${lines[5]!.slice(0, 40)}\n`;
    lines[7] = '{"schema":1,"id":"id-7","status":"scored"}\n';
    await writeFile(file, lines.join(""));
    const { damaged, last } = await scanTrials(folder);
    expect(damaged).toEqual([3, 6, 8].map((line) => ({ line, torn: false })));
    const kept = TEN.filter(({ id }) => last.get(id) !== undefined).map(({ id }) => id);
    expect(kept).toEqual([0, 1, 3, 4, 6, 8, 9].map((n) => `id-${n}`));
    await appendAll([TEN[2]!]);
    expect((await readFile(file, "utf8")).startsWith(lines.join(""))).toBe(true);
    expect(await readAll()).toHaveLength(8);
  });
});

describe("parseTrialLine", () => {
  it.each([
    ["another schema", { schema: 2 }],
    ["an unknown status", { status: "done" }],
    ["no id", { id: undefined }],
    ["no cell", { cell: undefined }],
    ["a depth that is no number", { cell: { ...TEN[0]!.cell, depth: "0.5" } }],
    ["a scored trial without a score", { score: undefined }],
    ["a recall above 1", { score: { recall: 2, found: [] } }],
    ["a recall that is null", { score: { recall: null, found: [] } }],
    ["no warnings", { warnings: undefined }],
  ])("refuses %s", (_, change) => {
    expect(parseTrialLine(JSON.stringify(TEN[0]))).toEqual(TEN[0]);
    expect(parseTrialLine(JSON.stringify({ ...TEN[0], ...change }))).toBeUndefined();
  });
});

describe("readLines", () => {
  it("keeps nothing of a line that is too long, and goes on behind it", async () => {
    await writeFile(file, `one\n${"x".repeat(200_000)}\ntwo\n`);
    const lines = [];
    for await (const { number, text, tooLong } of readLines(file, 1000))
      lines.push({ number, text, tooLong });
    expect(lines).toEqual([
      { number: 1, text: "one", tooLong: false },
      { number: 2, text: "", tooLong: true },
      { number: 3, text: "two", tooLong: false },
    ]);
  });

  it("keeps a line that is as long as one may be, and nothing of one that is a byte longer", async () => {
    await writeFile(file, "12345\n123456\n1234\n123456");
    const lines = [];
    for await (const { text, tooLong } of readLines(file, 5)) lines.push(tooLong ? "too long" : text);
    expect(lines).toEqual(["12345", "too long", "1234", "too long"]);
  });

  it("a file that is missing has none; one that cannot be read is a fault", async () => {
    const readAll = async (path: string): Promise<number> => {
      let lines = 0;
      for await (const _ of readLines(path)) lines++;
      return lines;
    };
    expect(await readAll(join(file, "..", "nowhere"))).toBe(0);
    await expect(readAll(dirname(file))).rejects.toMatchObject({ code: "EISDIR" });
  });

  it("splits at line feeds alone, across any chunks, and says where each line ends", async () => {
    const text = `${"ä".repeat(70_000)}\n\n\u2028x\r\nlast`;
    await writeFile(file, text);
    const lines = [];
    for await (const line of readLines(file)) lines.push(line);
    expect(lines.map((line) => line.text)).toEqual(text.split("\n"));
    expect(lines.map((line) => line.ended)).toEqual([true, true, true, false]);
    expect(lines.map((line) => line.endByte)).toEqual([140_001, 140_002, 140_008, 140_012]);
  });
});
