import { parquetReadObjects } from "hyparquet";
import { describe, expect, it } from "vitest";
import { trialsParquet } from "../../src/report/parquet.ts";
import { madeInput } from "./made-input.ts";

async function read(bytes: Uint8Array): Promise<Record<string, unknown>[]> {
  const copy = new Uint8Array(bytes);
  return parquetReadObjects({ file: copy.buffer });
}

describe("trialsParquet", () => {
  it("reads back a row a trial, unknown as null", async () => {
    const { trials } = madeInput(120);
    const rows = await read(await trialsParquet(trials));
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

  it("stands without a trial", async () => expect(await read(await trialsParquet([]))).toEqual([]));
});
