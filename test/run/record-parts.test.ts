import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { Trial } from "../../src/record.ts";
import { idOf } from "../../src/record-row.ts";
import { damageOf, type PartRead, readPart } from "../../src/run/read-once.ts";
import { bytesOf, cutRecords, wholeRecords } from "../../src/run/record-parts.ts";
import { formatTrialLine } from "../../src/run/trial-line.ts";
import { madeTrial } from "../report/made-input.ts";

const root = mkdtempSync(join(tmpdir(), "midspan-parts-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Folders with these lines each; a number is a trial. */
function recorded(name: string, runs: readonly (readonly (number | string)[])[]): string[] {
  return runs.map((lines, i) => {
    const folder = join(root, `${name}-${i}`);
    mkdirSync(folder, { recursive: true });
    const text = lines.map((one) => (typeof one === "number" ? formatTrialLine(madeTrial(one)) : one));
    writeFileSync(join(folder, "trials.jsonl"), text.join(""));
    return folder;
  });
}

describe("parts of records", () => {
  it("hold each line once and in its order, wherever the cut falls", async () => {
    const folders = recorded("cut", [[1, "{no\n", 2], [], ["\n", 3, 4, '{"torn'], [5]]);
    const records = await wholeRecords([...folders, join(root, "missing")]);
    const read = async (share: number): Promise<unknown> => {
      const [first, second] = await cutRecords(records, share);
      const parts = [...first, ...second];
      const ids: string[] = [];
      const reads: PartRead[] = [];
      for (const part of parts) reads.push(await readPart(part, (row) => ids.push(idOf(row))));
      const damaged = [0, 1, 2, 3].map((run) => damageOf(reads.filter((_, i) => parts[i]?.run === run)));
      return { ids, damaged };
    };
    const whole = await read(1);
    expect(whole).toEqual({
      ids: [1, 2, 3, 4, 5].map((i) => madeTrial(i).id),
      damaged: [[{ line: 2, torn: false }], [], [{ line: 4, torn: true }], []],
    });
    await fc.assert(
      fc.asyncProperty(fc.double({ min: 0, max: 1, noNaN: true }), async (share) => {
        expect(await read(share)).toEqual(whole);
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  it("may hold very many lines that are no trials", () => {
    const damaged = Array.from({ length: 300_000 }, (_, i) => ({ line: i + 1, torn: false }));
    const part = { lines: damaged.length, damaged, ids: new Float64Array(0) };
    expect(damageOf([part, part]).at(-1)).toEqual({ line: 600_000, torn: false });
  });

  it("are about as large as asked, and nothing is left over", async () => {
    const folders = recorded("share", [Array.from({ length: 400 }, (_, i) => i), [1000, 1001]]);
    const records = await wholeRecords(folders);
    const [first, second] = await cutRecords(records, 0.3);
    expect(bytesOf(first) / bytesOf(records)).toBeCloseTo(0.3, 2);
    expect(bytesOf(first) + bytesOf(second)).toBe(bytesOf(records));
  });

  it("tell an id that comes again in the other part", async () => {
    const [folder = ""] = recorded("again", [[1, 2, 3, 4, 5, 2]]);
    const [first, second] = await cutRecords(await wholeRecords([folder]), 0.5);
    const taken: Trial[] = [];
    const reads: PartRead[] = [];
    for (const part of [...first, ...second])
      reads.push(await readPart(part, (row) => taken.push(row.trial())));
    expect(reads).toHaveLength(2);
    expect(reads.map((one) => damageOf([one]))).toEqual([[], []]);
    expect(damageOf(reads)).toBe("repeated");
  });
});
