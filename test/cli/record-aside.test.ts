import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { afterAll, describe, expect, it } from "vitest";
import { recordAside } from "../../src/cli/record-aside.ts";
import { rowOf } from "../../src/record-row.ts";
import { openTrialsParquet, writeTrialsParquet } from "../../src/report/parquet.ts";
import { wholeRecords } from "../../src/run/record-parts.ts";
import { formatTrialLine } from "../../src/run/trial-line.ts";
import { madeTrial } from "../report/made-input.ts";

const root = mkdtempSync(join(tmpdir(), "midspan-aside-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const FIRST = Array.from({ length: 50 }, (_, i) => madeTrial(1000 + i, { output: `first ${i}` }));
const trials = Array.from({ length: 300 }, (_, i) => madeTrial(i, { output: `answer ${i}` }));

describe("recordAside", () => {
  it("puts its trials behind those that are there, under the names that models have beside others", async () => {
    writeFileSync(join(root, "trials.jsonl"), trials.map(formatTrialLine).join(""));
    const [aside, plain] = [join(root, "aside.parquet"), join(root, "plain.parquet")];
    const names = [new Map(trials.map(({ model }) => [model, `${model} (here)`]))];
    const later = `${aside}.later`;
    const thread = recordAside({ file: later, parts: await wholeRecords([root]), names, repeated: false });
    const { reads, gathered } = await thread.read;
    expect(reads.map(({ lines, damaged }) => ({ lines, damaged }))).toEqual([{ lines: 300, damaged: [] }]);
    expect(gathered.record.trials).toBe(300);
    const before = await openTrialsParquet(aside);
    for (const trial of FIRST) before.add(rowOf(trial));
    thread.finishBehind({ file: aside, begun: await before.handOver() });
    await thread.written;
    const own = trials.map((trial) => ({ ...trial, model: `${trial.model} (here)` }));
    await writeTrialsParquet(plain, [...FIRST, ...own]);
    const read = (file: string) => parquetReadObjects({ file: new Uint8Array(readFileSync(file)).buffer });
    expect(await read(aside)).toEqual(await read(plain));
    expect(readdirSync(root).filter((name) => /tmp|later/.test(name))).toEqual([]);
  });

  it("writes the bytes that one thread writes, where nothing is there before", async () => {
    const [aside, plain] = [join(root, "aside.parquet"), join(root, "plain.parquet")];
    const parts = await wholeRecords([root]);
    const thread = recordAside({ file: `${aside}.later`, parts, names: [new Map()], repeated: false });
    await thread.read;
    const nothing = await openTrialsParquet(aside);
    thread.finishBehind({ file: aside, begun: await nothing.handOver() });
    await thread.written;
    await writeTrialsParquet(plain, trials);
    expect(readFileSync(aside).equals(readFileSync(plain))).toBe(true);
  });

  it("leaves nothing behind where it is stopped", async () => {
    const file = join(root, "stopped.parquet");
    const parts = await wholeRecords([root]);
    const thread = recordAside({ file, parts, names: [new Map()], repeated: false });
    await thread.read;
    expect(readdirSync(root).filter((name) => name.startsWith("stopped"))).toHaveLength(1);
    await thread.stop();
    expect(readdirSync(root).filter((name) => name.startsWith("stopped"))).toEqual([]);
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
