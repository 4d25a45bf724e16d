import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { recordAside } from "../../src/cli/record-aside.ts";
import { openTrialsParquet, writeTrialsParquet } from "../../src/report/parquet.ts";
import { wholeRecords } from "../../src/run/record-parts.ts";
import { formatTrialLine } from "../../src/run/trial-line.ts";
import { madeTrial } from "../report/made-input.ts";

const root = mkdtempSync(join(tmpdir(), "midspan-aside-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const trials = Array.from({ length: 300 }, (_, i) => madeTrial(i, { output: `answer ${i}` }));

describe("recordAside", () => {
  it("writes the bytes that one thread writes, under the names that models have beside others", async () => {
    writeFileSync(join(root, "trials.jsonl"), trials.map(formatTrialLine).join(""));
    const [aside, plain] = [join(root, "aside.parquet"), join(root, "plain.parquet")];
    const names = [new Map(trials.map(({ model }) => [model, `${model} (here)`]))];
    const thread = recordAside({ file: aside, parts: await wholeRecords([root]), names, repeated: false });
    const { reads, gathered } = await thread.read;
    expect(reads.map(({ lines, damaged }) => ({ lines, damaged }))).toEqual([{ lines: 300, damaged: [] }]);
    expect(gathered.record.trials).toBe(300);
    const nothing = await openTrialsParquet(aside);
    thread.goOn(await nothing.handOver());
    await thread.written;
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
    await recordAside({ file: aside, parts: await wholeRecords([root]), names, repeated: true }).written;
    await writeTrialsParquet(plain, again);
    expect(readFileSync(aside).equals(readFileSync(plain))).toBe(true);
  });

  it("tells that the folder cannot be written", async () => {
    const file = join(root, "plain.parquet", "trials.parquet");
    const job = { file, parts: [], names: [], repeated: true };
    await expect(recordAside(job).written).rejects.toMatchObject({ code: "store-write" });
  });
});
