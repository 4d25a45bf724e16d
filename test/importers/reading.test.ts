import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { csvRows } from "../../src/importers/csv-rows.ts";
import { openText } from "../../src/importers/file-text.ts";
import { jsonRows } from "../../src/importers/json-rows.ts";
import { lineRows } from "../../src/importers/line-rows.ts";
import type { Row } from "../../src/importers/row.ts";
import { imported } from "./imported.ts";

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "midspan-import-"));
});
afterAll(() => rm(root, { recursive: true }));

async function put(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(root, name);
  await writeFile(path, content);
  return path;
}

async function* pieces(text: string, size = 7): AsyncGenerator<string> {
  for (let i = 0; i < text.length; i += size) yield text.slice(i, i + size);
}

async function all(rows: AsyncIterable<Row>): Promise<readonly Row[]> {
  const list: Row[] = [];
  for await (const row of rows) list.push(row);
  return list;
}

describe("JSON values", () => {
  it("come out as they went in, however they are laid out and cut into pieces", async () => {
    const record = fc.dictionary(fc.string(), fc.jsonValue());
    const layout = fc.record({
      indent: fc.constantFrom(undefined, 2, "\t"),
      list: fc.boolean(),
      size: fc.integer({ min: 1, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(record), layout, async (records, { indent, list, size }) => {
        const parts = records.map((one) => JSON.stringify(one, null, indent));
        const text = list ? JSON.stringify(records, null, indent) : parts.join("\r\n");
        const rows = await all(jsonRows(pieces(text, size)));
        expect(rows.map((row) => ("value" in row ? row.value : row))).toEqual(
          records.map((one) => JSON.parse(JSON.stringify(one))),
        );
      }),
      { seed: 1 },
    );
  });

  it("may be Python's: NaN and the infinities are null, but not within text", async () => {
    const rows = await all(jsonRows(pieces('[{"a": NaN, "b": -Infinity, "c": "NaN \\" Infinity"}]')));
    expect(rows).toEqual([{ line: 1, inList: true, value: { a: null, b: null, c: 'NaN " Infinity' } }]);
  });

  it("tell the line where they begin; one that is none is named, and the next is read", async () => {
    const rows = await all(jsonRows(pieces('{"a":\n1}\n\n{"b": 2}\n{"c": oh}\n{"d": 4}')));
    expect(rows.map((row) => ("value" in row ? row.line : [row.line, row.broken]))).toEqual([
      1,
      4,
      [5, 'value; must be JSON: {"c": oh}'],
      6,
    ]);
    const listed = await all(jsonRows(pieces('[{"a": 1}, oh, {"b": {"c": m}}, {"d": 4}]')));
    expect(listed.map((row) => ("value" in row ? row.value : row.broken))).toEqual([
      { a: 1 },
      "value; must be JSON: oh",
      'value; must be JSON: {"b": {"c": m}}',
      { d: 4 },
    ]);
    const open = await all(jsonRows(pieces('{"a": 1}\n{"b": "x}\n{"c": 3}')));
    expect(open[1]).toMatchObject({ broken: expect.stringMatching(/^rest of the file/) });
  });

  it("that are cut off or too long are named", async () => {
    expect(await all(jsonRows(pieces('{"a": [1, 2')))).toMatchObject([
      { broken: expect.stringMatching(/JSON/) },
    ]);
    expect(await all(jsonRows(pieces(`{"a": "${"x".repeat(100)}"}`), 50))).toMatchObject([
      { broken: expect.stringMatching(/longer/) },
    ]);
  });
});

describe("lines", () => {
  it("that are broken or too long are named, and the next is read", async () => {
    const rows = await all(lineRows(pieces(`{"a": 1}\r\n\nno\n"${"x".repeat(100)}"\n{"b": NaN}`), 50));
    expect(rows).toEqual([
      { line: 1, value: { a: 1 } },
      { line: 3, broken: "line; must be JSON: no" },
      { line: 4, broken: expect.stringMatching(/longer/) },
      { line: 5, value: { b: null } },
    ]);
  });
});

describe("CSV", () => {
  it("takes marks of byte order, either line end, quoted line ends, tabs and semicolons", async () => {
    const text = '\ufeffa,b\r\n1,"two\r\nlines, ""quoted"""\r\n\r\n3,4\r\n5\r\n';
    expect(await all(csvRows(pieces(text, 64)))).toEqual([
      { line: 2, value: { a: "1", b: 'two\nlines, "quoted"' } },
      { line: 5, value: { a: "3", b: "4" } },
      { line: 6, broken: "fields; must be 2 as in the line of names: 1" },
    ]);
    expect(await all(csvRows(pieces("a\tb\n1\t2,3", 64)))).toEqual([
      { line: 2, value: { a: "1", b: "2,3" } },
    ]);
    expect(await all(csvRows(pieces("a;b\n1;2,3", 64)))).toEqual([{ line: 2, value: { a: "1", b: "2,3" } }]);
  });

  it("names an open quotation mark", async () => {
    const rows = await all(csvRows(pieces('a,b\n1,2\n3,"four\n5,6\n', 64)));
    expect(rows).toEqual([
      { line: 2, value: { a: "1", b: "2" } },
      { line: 3, broken: expect.stringMatching(/^rest of the file; must be CSV/) },
    ]);
  });
});

describe("files", () => {
  const row = '{"token_limit": 1000, "depth_percent": 50, "score": 10}';

  it("are unpacked by what they are, and stopped where they burst", async () => {
    const path = await put("packed.json", gzipSync(`[${row}]`));
    expect((await imported("needlehaystack-v1", [path])).trials).toHaveLength(1);
    const bomb = await put("bomb.jsonl.gz", gzipSync(" ".repeat(3_000_000)));
    const burst = async (): Promise<void> => {
      for await (const _ of openText(bomb, "bomb", 1_000_000).text);
    };
    await expect(burst()).rejects.toMatchObject({
      code: "input-file",
      message: "bomb; must be at most 0.001 GB of text: more when unpacked",
    });
  });

  it.each([
    ["cut.jsonl.gz", gzipSync(row.repeat(1000)).subarray(0, 60), /cut short/],
    ["wide.json", Buffer.from(`\ufeff${row}`, "utf16le"), /UTF-16/],
    ["results.zip.json", Buffer.from("PK\u0003\u0004 and more"), /zip archive/],
    ["table.json", Buffer.from("PAR1 and more"), /Parquet/],
    ["binary.json", Buffer.from("{\u0000}"), /a binary file/],
    ["empty.json", Buffer.from(""), /nothing to import.*: 1 row, .*empty\.json:1: file; must hold a row/],
    ["other.json", Buffer.from('{"a": 1}'), /nothing to import.*1 row, none fits; other\.json:1/],
  ])("%s is refused", async (name, content, message) => {
    const path = await put(name, content);
    await expect(imported("needlehaystack-v1", [path])).rejects.toMatchObject({
      code: "input-file",
      message,
    });
  });

  it("of a folder are found below it, links to folders not followed, each once", async () => {
    const folder = join(root, "nested");
    await mkdir(join(folder, "deep/deeper"), { recursive: true });
    await put("nested/b.json", row);
    await put("nested/deep/deeper/a.json", `\ufeff${row}`);
    await put("nested/notes.txt", "no results");
    await put("nested/.hidden.json", row);
    await symlink(folder, join(folder, "loop"));
    const { trials, met } = await imported("needlehaystack-v1", [folder, join(folder, "b.json")]);
    expect(trials.map(({ source }) => source?.file)).toEqual(["nested/b.json", "nested/deep/deeper/a.json"]);
    expect(met.passedOver).toEqual(["nested/loop", "nested/notes.txt"]);
  });

  it("of one name are told apart by the folders above them, in the record and by their trials", async () => {
    for (const model of ["lark", "wren"])
      for (const run of ["first", "second"]) {
        await mkdir(join(root, "same", model, run), { recursive: true });
        await put(`same/${model}/${run}/out.json`, row);
      }
    const paths = ["lark/first", "lark/second", "wren/first"].map((path) => join(root, "same", path));
    const { trials } = await imported("needlehaystack-v1", [
      ...paths,
      join(root, "same/wren/second/out.json"),
    ]);
    expect(trials.map(({ source }) => source?.file)).toEqual([
      "lark/first/out.json",
      "second/out.json",
      "wren/first/out.json",
      "out.json",
    ]);
    expect(new Set(trials.map(({ id }) => id)).size).toBe(4);
    const rows = "length,depth,score\n1000,0.5,1\n";
    await put("same/lark/answers.csv", rows);
    await put("same/wren/answers.csv", rows);
    const files = ["lark", "wren"].map((model) => join(root, "same", model, "answers.csv"));
    const unnamed = await imported("generic", files);
    expect(unnamed.trials.map(({ model }) => model)).toEqual(["lark/answers", "wren/answers"]);
  });

  it("that are damaged, empty or links to nothing are named, and the others are read", async () => {
    const folder = join(root, "damaged");
    await mkdir(folder);
    await put("damaged/a.json", row);
    await put("damaged/b.json", "");
    await put("damaged/c.json", Buffer.from(`\ufeff${row}`, "utf16le"));
    await put("damaged/d.jsonl.gz", gzipSync(row.repeat(10_000)).subarray(0, 100));
    await put("damaged/e.json", row);
    await symlink(join(folder, "gone.json"), join(folder, "f.json"));
    const { trials, met } = await imported("needlehaystack-v1", [folder]);
    expect(new Set(trials.map(({ source }) => source?.file))).toEqual(
      new Set(["damaged/a.json", "damaged/e.json"]),
    );
    expect(met.refusals.map(({ file, rule }) => `${file}: ${rule}`)).toEqual([
      "damaged/b.json: file; must hold a row: none",
      "damaged/c.json: rest of the file: damaged/c.json; must be UTF-8 text (JSON, JSONL, CSV, TSV), also as .gz: UTF-16",
      expect.stringMatching(/^damaged\/d\.jsonl\.gz: rest of the file: .*cut short$/),
      "damaged/f.json: rest of the file: damaged/f.json; must be readable: ENOENT",
    ]);
    expect(met.refused).toBe(4);
  });

  it("may hold a byte 0 in an answer, wherever it stands", async () => {
    const rows = Array.from({ length: 9 }, (_, i) => `1000,0.${i},1,an answer of some words\n`);
    const csv = await put("nul.csv", `length,depth,score,output\n${rows.join("")}1000,1,1,a\u0000b\n`);
    expect((await imported("generic", [csv])).trials.at(-1)?.output).toBe("a\u0000b");
  });

  it("that are not there are refused", async () => {
    const missing = join(root, "missing");
    await expect(imported("ruler", [missing])).rejects.toMatchObject({ code: "input-file" });
    await mkdir(join(root, "bare"));
    await expect(imported("ruler", [join(root, "bare")])).rejects.toMatchObject({
      message: expect.stringMatching(/^no ruler results; MODEL/),
    });
  });
});
