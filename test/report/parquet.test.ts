import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import type { Trial } from "../../src/record.ts";
import { writeTrialsParquet } from "../../src/report/parquet.ts";
import { madeInput } from "./made-input.ts";

async function written(trials: Iterable<Trial>): Promise<Record<string, unknown>[]> {
  const folder = mkdtempSync(join(tmpdir(), "midspan-parquet-"));
  try {
    const file = join(folder, "trials.parquet");
    await writeTrialsParquet(file, trials);
    expect(readdirSync(folder)).toEqual(["trials.parquet"]);
    return await parquetReadObjects({ file: new Uint8Array(readFileSync(file)).buffer });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("writeTrialsParquet", () => {
  it("reads back a row a trial, unknown as null", async () => {
    const { trials } = madeInput(120);
    const rows = await written(trials);
    expect(rows).toHaveLength(120);
    expect(rows[1]).toMatchObject({
      id: "trial-1",
      model: "embedded:reference+sinks:256+256",
      simulated: false,
      length: 512,
      depth: 0.1,
      seed: 1,
      factors: '{"distractors":4}',
      realised_length: 509,
      status: "scored",
      recall: 1,
      prompt_tokens: 509,
      cached_tokens: null,
      error_code: null,
    });
    expect(rows[97]).toMatchObject({ status: "failed", recall: null, output: null, error_code: "timeout" });
  });

  it("knows no time of an imported trial, and that it has no prompt", async () => {
    const imported = { startedAt: "", promptSha256: "" };
    const [first, second] = madeInput(2).trials.map((trial, i) =>
      i === 0 ? { ...trial, ...imported } : trial,
    );
    const rows = await written([first, second] as Trial[]);
    expect(rows[0]).toMatchObject({ started_at: null, prompt_sha256: "" });
    expect(rows[1]).toMatchObject({ started_at: second?.startedAt, prompt_sha256: second?.promptSha256 });
    expect(await written([first, first] as Trial[])).toMatchObject([
      { started_at: null, prompt_sha256: "" },
      { started_at: null, prompt_sha256: "" },
    ]);
  });

  it("stands without a trial", async () => expect(await written([])).toEqual([]));
});
