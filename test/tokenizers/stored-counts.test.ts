import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCountFile, writeCountFile } from "../../src/tokenizers/count-file.ts";
import { createCountTable } from "../../src/tokenizers/count-table.ts";
import { seamCount } from "../../src/tokenizers/seam-count.ts";
import { storedCounts } from "../../src/tokenizers/stored-counts.ts";
import { createWordTokenizer, type Tokenizer } from "../../src/tokens.ts";

const folderOf = (): string => mkdtempSync(join(tmpdir(), "midspan-counts-"));
const texts = Array.from(
  { length: 9000 },
  (_, i) => `Sentence ${i} of ${i % 7} words.${" more".repeat(i % 5)}`,
);

/** A tokenizer that says how often it was asked. */
function metered(id = "words@1"): { readonly tokenizer: Tokenizer; readonly asked: () => number } {
  const words = createWordTokenizer();
  let asked = 0;
  const count: Tokenizer["count"] = (text) => {
    asked++;
    return words.count(text);
  };
  return { tokenizer: { ...words, id, count }, asked: () => asked };
}

/** Counts everything through a folder's store, and saves. */
function countAll(folder: string, list: readonly string[] = texts, id?: string) {
  const { tokenizer, asked } = metered(id);
  const store = storedCounts(tokenizer, folder);
  const counts = list.map((text, i) => store.tokenizer.count(text, list[i - 1]));
  store.save();
  return { counts, asked: asked() };
}

describe("counts on disk", () => {
  it("are right, and a second run counts nothing", () => {
    const folder = folderOf();
    const expected = texts.map((text) => createWordTokenizer().count(text));
    expect(countAll(folder)).toEqual({ counts: expected, asked: texts.length });
    expect(countAll(folder)).toEqual({ counts: expected, asked: 0 });
    expect(readdirSync(folder)).toHaveLength(1);
  });

  it("are what a server's tokenizer is asked for ahead, once", () => {
    const folder = folderOf();
    const { tokenizer } = metered();
    const told: string[][] = [];
    const encode = (text: string): readonly number[] => tokenizer.encode(text);
    const count = seamCount(encode, (list) => told.push([...list]));
    const parts = [
      ["One two.", undefined],
      [" Three.", "One two."],
      [" Three.", "One two."],
    ] as const;
    const { tokenizer: stored, save } = storedCounts({ ...tokenizer, count }, folder);
    stored.count.ahead?.(parts);
    expect(told).toEqual([["One two.", " two. Three.", " two."]]);
    for (const [text, before] of parts) stored.count(text, before);
    stored.count.ahead?.([...parts, ["Four."]]);
    expect(told[1]).toEqual(["Four."]);
    save();
    // The next run asks for what the file does not hold.
    storedCounts(
      { ...tokenizer, count: seamCount(encode, (list) => told.push([...list])) },
      folder,
    ).tokenizer.count.ahead?.(parts);
    expect(told[2] ?? []).toEqual([]);
    expect(storedCounts(tokenizer, folder).tokenizer.count).not.toHaveProperty("ahead");
  });

  it("tell what stands before a text, and one tokenizer from another", () => {
    const folder = folderOf();
    countAll(folder, ["a b", "c"]);
    expect(countAll(folder, ["c"]).asked).toBe(1);
    expect(countAll(folder, ["a b", "c"], "others@1").asked).toBe(2);
    expect(readdirSync(folder)).toHaveLength(2);
  });

  it("of a cut, damaged or strange file are counted anew, and the file is mended", () => {
    const damages = [
      (path: string) => truncateSync(path, 1000),
      (path: string) => truncateSync(path, 0),
      (path: string) => writeFileSync(path, "something else"),
      (path: string) => {
        const bytes = readFileSync(path);
        bytes[200] = (bytes[200] as number) ^ 1;
        writeFileSync(path, bytes);
      },
    ];
    for (const damage of damages) {
      const folder = folderOf();
      const { counts } = countAll(folder);
      damage(join(folder, readdirSync(folder)[0] as string));
      expect(countAll(folder)).toEqual({ counts, asked: texts.length });
      expect(countAll(folder).asked).toBe(0);
    }
  });

  it("of two runs at once are both kept", () => {
    const folder = folderOf();
    const [first, second] = [
      storedCounts(metered().tokenizer, folder),
      storedCounts(metered().tokenizer, folder),
    ];
    for (const text of texts.slice(0, 4000)) first.tokenizer.count(text);
    for (const text of texts.slice(3000)) second.tokenizer.count(text);
    first.save();
    second.save();
    const third = metered();
    const { tokenizer } = storedCounts(third.tokenizer, folder);
    for (const text of texts) tokenizer.count(text);
    expect(third.asked()).toBe(0);
  });

  it("need no folder that can be written", () => {
    const folder = folderOf();
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(countAll(join(file, "below")).asked).toBe(texts.length);
  });
});

describe("a file of counts", () => {
  it("is whole for whoever reads while others write", async () => {
    const path = join(folderOf(), "x.counts");
    const module = new URL("../../src/tokenizers/count-file.ts", import.meta.url).href;
    const script = `
      const [module, path, value] = process.argv.slice(1);
      const { writeCountFile } = await import(module);
      for (let i = 0; i < 60; i++) writeCountFile(path, new Uint32Array(30000).fill(Number(value)));`;
    writeCountFile(path, new Uint32Array(30_000).fill(9));
    const writers = [1, 2].map((value) =>
      spawn(
        process.execPath,
        ["--import", "tsx", "--input-type=module", "-e", script, module, path, String(value)],
        { stdio: ["ignore", "ignore", "inherit"] },
      ),
    );
    const codes = Promise.all(writers.map(async (writer) => (await once(writer, "close"))[0] as number));
    let open = true;
    codes.finally(() => {
      open = false;
    });
    const seen = new Set<number>();
    while (open) {
      const records = readCountFile(path);
      expect(records).toHaveLength(30_000);
      expect(records[0]).toBe(records[29_999]);
      seen.add(records[0] as number);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expect(await codes).toEqual([0, 0]);
    expect(seen.size).toBeGreaterThan(1);
  });

  it("gives back what was written", () => {
    const path = join(folderOf(), "deep", "x.counts");
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat())), (records) => {
        writeCountFile(path, Uint32Array.from(records.flat()));
        expect([...readCountFile(path)]).toEqual(records.flat());
      }),
      { seed: 8, numRuns: 50 },
    );
  });
});

describe("a table of counts", () => {
  it("is a map, through growth and clashes", () => {
    const word = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffff_ffff }));
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word, fc.nat(9)), { maxLength: 60 }), (entries) => {
        const table = createCountTable();
        const map = new Map<string, number>();
        for (const [high, low, count] of entries) {
          table.set(high, low, count);
          map.set(`${high}/${low}`, count);
        }
        for (const [high, low] of entries) expect(table.get(high, low)).toBe(map.get(`${high}/${low}`));
        expect(table.get(5, 5)).toBe(map.get("5/5"));
        expect(table.size).toBe(map.size);
        expect(table.records()).toHaveLength(3 * map.size);
      }),
      { seed: 9 },
    );
    const table = createCountTable();
    for (let i = 0; i < 20_000; i++) table.set(i, i * 4096, i); // all fall into few slots
    for (let i = 0; i < 20_000; i += 97) expect(table.get(i, i * 4096)).toBe(i);
  });
});
