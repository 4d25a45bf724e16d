import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Trial } from "../../src/record.ts";
import { readEach, readLast, readOnce } from "../../src/run/read-once.ts";
import { formatTrialLine } from "../../src/run/trial-line.ts";
import { madeTrial } from "../report/made-input.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "midspan-read-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const record = (...lines: readonly string[]): void =>
  writeFileSync(join(folder, "trials.jsonl"), lines.join(""));

describe("readOnce", () => {
  it("hands over every trial in its order, and names the lines that are none", async () => {
    const trials = [1, 2, 3].map((i) => madeTrial(i));
    const [first = "", second = "", third = ""] = trials.map(formatTrialLine);
    record(first, "{no\n", second, third, '{"torn');
    const taken: Trial[] = [];
    expect(await readOnce(folder, (row) => taken.push(row.trial()))).toEqual([
      { line: 2, torn: false },
      { line: 5, torn: true },
    ]);
    expect(taken).toEqual(trials);
  });

  it("has nothing to hand over where there is no record", async () => {
    expect(await readOnce(folder, () => expect.unreachable())).toEqual([]);
    record("");
    expect(await readOnce(folder, () => expect.unreachable())).toEqual([]);
  });

  it("passes over lines without anything in them, whole or cut", async () => {
    record("\n", formatTrialLine(madeTrial(1)), "\n");
    const taken: Trial[] = [];
    expect(await readOnce(folder, (row) => taken.push(row.trial()))).toEqual([]);
    expect(taken).toEqual([madeTrial(1)]);
  });

  it("readEach gives every trial as it stands, one that comes again too", async () => {
    const again = { ...madeTrial(1), output: "again" };
    record(formatTrialLine(madeTrial(1)), "{no\n", "\n", formatTrialLine(again));
    const taken: Trial[] = [];
    await readEach(folder, (row) => taken.push(row.trial()));
    expect(taken).toEqual([madeTrial(1), again]);
  });

  it("says so where an id repeats, and readLast gives its last line", async () => {
    const again = { ...madeTrial(1), output: "again" };
    record(...[madeTrial(1), madeTrial(2), again].map(formatTrialLine));
    expect(await readOnce(folder, () => undefined)).toBe("repeated");
    const taken: Trial[] = [];
    expect(await readLast(folder, (trial) => taken.push(trial))).toEqual([]);
    expect(taken).toEqual([madeTrial(2), again]);
  });
});
