import * as hyparquet from "hyparquet-writer";
import { describe, expect, it } from "vitest";
import { absentText } from "../../src/record-row.ts";
import { packedTexts } from "../../src/report/packed-texts.ts";
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
    const groups = parquetGroups(bytes, schema());
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

const packed = (texts: readonly (string | null)[]) => {
  const all = packedTexts(texts.length);
  const line = Buffer.from(`"${"x".repeat(500)}"`);
  for (const [row, text] of texts.entries()) {
    // As pieces of a line where they are of its letters, as texts elsewhere.
    const isPiece = text !== null && /^x*$/.test(text);
    const piece = isPiece ? { bytes: line, start: 1, end: 1 + text.length } : { text: text ?? undefined };
    all.add({ ...absentText(), ...piece }, row);
  }
  return all;
};

describe("texts of a column", () => {
  const texts = (of: (row: number) => string | null) => Array.from({ length: ROWS }, (_, row) => of(row));
  const COLUMNS = [
    texts((row) => "x".repeat(row)),
    texts((row) => "x".repeat(6 * row + 99)),
    texts((row) => (row % 3 === 0 ? null : `of row ${row}: \u{10ffff}é`)),
    texts((row) => (row < 30 ? "" : null)),
    texts((row) => "ab".charAt(row % 2).repeat(3)),
    texts((row) => `${row}`.repeat(40_000)),
  ];

  it.each(["packed", "unpacked"] as const)(
    "are written as hyparquet-writer writes them plain, %s",
    (plain) => {
      for (const [nullable, data] of COLUMNS.flatMap((data) =>
        [true, false].map((one) => [one, data] as const),
      )) {
        if (!nullable && data.includes(null)) continue;
        const columns = [{ name: "text", type: "STRING" as const, nullable, data: [] }];
        const schema = () => hyparquet.schemaFromColumnData({ columnData: columns });
        const codec = plain === "packed" ? {} : { codec: "UNCOMPRESSED" as const };
        const expected = new hyparquet.ByteWriter();
        const writer = new hyparquet.ParquetWriter({ writer: expected, schema: schema() });
        const source = { name: "text", statistics: false, encoding: "PLAIN" as const, ...codec };
        for (const one of [data, data.toReversed()])
          writer.write({ columnData: [{ ...source, data: one }], rowGroupSize: ROWS, pageSize: 0 });
        writer.finish();

        const bytes = new hyparquet.ByteWriter();
        const groups = parquetGroups(bytes, schema());
        for (const one of [data, data.toReversed()])
          groups.write([{ name: "text", statistics: false, plain, values: packed(one).take(ROWS) }], ROWS);
        groups.finish();
        expect(Buffer.from(bytes.getBytes()).equals(Buffer.from(expected.getBytes()))).toBe(true);
      }
    },
  );

  it("are a single one where all are alike, and only then", () => {
    const taken = (...all: readonly (string | null)[]) => packed(all).take(all.length);
    expect(taken("xx", "xx", "xx")).toEqual(["xx"]);
    expect(taken("é")).toEqual(["é"]);
    expect(taken("", "")).toEqual([""]);
    expect(taken(null, null)).toEqual([null]);
    for (const all of [
      ["xx", "xy"],
      ["x", "xx"],
      ["x", null],
      [null, "x"],
      ["", null],
      ["x", "x", null],
    ])
      expect(taken(...all)).toHaveProperty(
        "present",
        Uint8Array.from(all, (one) => (one === null ? 0 : 1)),
      );
  });

  it("of one group are not those of the group before", () => {
    const all = packed(["xxx", "x"]);
    all.take(2);
    for (const row of [0, 1]) all.add({ ...absentText(), text: "yy" }, row);
    expect(all.take(2)).toEqual(["yy"]);
    all.add(absentText(), 0);
    expect(all.take(1)).toEqual([null]);
  });
});
