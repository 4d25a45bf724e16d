import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writeParquetAside } from "../../src/cli/parquet-aside.ts";
import { writeTrialsParquet } from "../../src/report/parquet.ts";
import { wholeRecords } from "../../src/run/record-parts.ts";
import { formatTrialLine } from "../../src/run/trial-line.ts";
import { madeTrial } from "../report/made-input.ts";

const root = mkdtempSync(join(tmpdir(), "midspan-aside-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const trials = Array.from({ length: 300 }, (_, i) => madeTrial(i, { output: `answer ${i}` }));

describe("writeParquetAside", () => {
  it("writes the bytes that one thread writes, under the names that models have beside others", async () => {
    writeFileSync(join(root, "trials.jsonl"), trials.map(formatTrialLine).join(""));
    const [aside, plain] = [join(root, "aside.parquet"), join(root, "plain.parquet")];
    const names = [new Map(trials.map(({ model }) => [model, `${model} (here)`]))];
    await writeParquetAside({ file: aside, parts: await wholeRecords([root]), names, repeated: false });
    await writeTrialsParquet(
      plain,
      trials.map((trial) => ({ ...trial, model: `${trial.model} (here)` })),
    );
    expect(readFileSync(aside).equals(readFileSync(plain))).toBe(true);
  });

  it("writes the last line of an id that comes again", async () => {
    const again = trials.map((trial) => ({ ...trial, output: "again" }));
    writeFileSync(join(root, "trials.jsonl"), [...trials, ...again].map(formatTrialLine).join(""));
    const [aside, plain] = [join(root, "aside.parquet"), join(root, "plain.parquet")];
    const names = [new Map<string, string>()];
    await writeParquetAside({ file: aside, parts: await wholeRecords([root]), names, repeated: true });
    await writeTrialsParquet(plain, again);
    expect(readFileSync(aside).equals(readFileSync(plain))).toBe(true);
  });

  it("tells that the folder cannot be written", async () => {
    const file = join(root, "plain.parquet", "trials.parquet");
    const job = { file, parts: [], names: [], repeated: false };
    await expect(writeParquetAside(job)).rejects.toMatchObject({ code: "store-write" });
  });
});
