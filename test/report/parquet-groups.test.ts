import * as hyparquet from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { type GroupColumn, parquetGroups } from "../../src/report/parquet-groups.ts";

const TYPES = { name: "STRING", length: "INT32", depth: "DOUBLE", marked: "BOOLEAN" } as const;
const ROWS = 40;

/** One group: the same throughout where a function gives one value. */
const groupOf = (of: Record<keyof typeof TYPES, (row: number) => unknown>) =>
  (Object.keys(TYPES) as (keyof typeof TYPES)[]).map((name) => ({
    name,
    statistics: name !== "marked",
    data: Array.from({ length: ROWS }, (_, row) => of[name](row)),
  }));

const same = { name: () => "é one", length: () => 256, depth: () => 0.5, marked: () => true };
const GROUPS = [
  groupOf({ ...same, depth: (row) => row / ROWS }),
  groupOf(same),
  groupOf(same),
  groupOf({ ...same, name: () => null, depth: () => -0 }),
  groupOf({ ...same, name: (row) => (row % 3 === 0 ? null : `of row ${row}`), depth: () => 0 }),
  groupOf({ ...same, depth: () => null, marked: (row) => row % 2 === 0 }),
];

const schema = () =>
  hyparquet.schemaFromColumnData({
    columnData: Object.entries(TYPES).map(([name, type]) => ({ name, type, nullable: true, data: [] })),
  });

describe("parquetGroups", () => {
  it("writes the bytes that hyparquet-writer does, of columns with one value too", () => {
    const plain = new hyparquet.ByteWriter();
    const writer = new hyparquet.ParquetWriter({ writer: plain, schema: schema() });
    for (const columnData of GROUPS) writer.write({ columnData, rowGroupSize: ROWS });
    writer.finish();

    const bytes = new hyparquet.ByteWriter();
    const groups = parquetGroups(hyparquet, bytes, schema());
    for (const columns of GROUPS) {
      const told = columns.map(({ data, ...column }): GroupColumn => {
        const alike = data.every((value) => Object.is(value, data[0]));
        return { ...column, values: alike ? data.slice(0, 1) : data };
      });
      groups.write(told, ROWS);
    }
    groups.finish();
    expect(Buffer.from(bytes.getBytes()).equals(Buffer.from(plain.getBytes()))).toBe(true);
  });
});
