import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileHaystack } from "../../src/haystack/file.ts";
import { htmlText } from "../../src/haystack/html-text.ts";
import { readUserFile } from "../../src/haystack/user-file.ts";
import { packageRoot } from "../../src/root.ts";
import { folder, refusal, write } from "./user-files.ts";

const CORPUS = readFileSync(join(packageRoot(), "test/fixtures/byo/corpus.jsonl"));

const sentences = (path: string): string[] => [...fileHaystack(path).segments(0)].map(({ text }) => text);

describe("a .gz file", () => {
  it("is its text, also of several members", () => {
    const members = Buffer.concat([gzipSync("One. \r\n"), gzipSync("Two: caf\u00e9.")]);
    expect(readUserFile(write("two.txt.gz", members), "haystack")).toBe("One. \nTwo: caf\u00e9.");
    expect(sentences(write("text.md.gz", gzipSync("# Title\n\nOne. Two.")))).toEqual([
      "# Title\n\nOne.",
      "Two.",
    ]);
  });

  it("is refused wherever it is cut", () => {
    const packed = gzipSync(`${CORPUS}`.repeat(20));
    const length = packed.length;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: length - 1 }), (kept) => {
        const path = write("cut.txt.gz", packed.subarray(0, kept));
        expect(refusal(() => readUserFile(path, "haystack"))).toBe(
          `input-file haystack cut.txt.gz; must be a whole .gz file: cut short after ${kept} bytes`,
        );
      }),
      { seed: 3, numRuns: 60, examples: [[0], [1], [9], [10], [length - 1], [length - 8]] },
    );
  });

  it("is refused where it is none, or damaged", () => {
    const packed = gzipSync(CORPUS);
    packed[packed.length - 6] = (packed.at(-6) as number) ^ 1;
    expect(refusal(() => readUserFile(write("bad.txt.gz", packed), "needles"))).toBe(
      "input-file needles bad.txt.gz; must be a whole .gz file: not readable (Z_DATA_ERROR)",
    );
    expect(refusal(() => readUserFile(write("plain.txt.gz", "plain words"), "needles"))).toContain(
      "must be a whole .gz file: not readable (Z_DATA_ERROR)",
    );
  });

  it("is refused where it unpacks to more than a string holds", () => {
    const bomb = Buffer.concat(Array<Buffer>(51).fill(gzipSync(Buffer.alloc(10_000_000, 32))));
    expect(bomb.length).toBeLessThan(5_000_000);
    expect(refusal(() => readUserFile(write("bomb.txt.gz", bomb), "haystack"))).toBe(
      "input-file haystack bomb.txt.gz; must be at most 500 MB of text: more when unpacked",
    );
  });
});

describe("bytes that are not UTF-8", () => {
  it("are refused with their line", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "grapheme" }), { maxLength: 9 }), fc.nat(8), (lines, at) => {
        const plain = lines.map((line) => Buffer.from(line.replaceAll(/[\r\n\0\ufeff]/g, "")));
        const bad = Buffer.concat([Buffer.from("a "), Buffer.from([0xe9]), Buffer.from(" b")]);
        const line = Math.min(at, plain.length);
        const bytes = [...plain.slice(0, line), bad, ...plain.slice(line)].flatMap((part) => [
          part,
          Buffer.from("\n"),
        ]);
        const path = write("latin.txt", Buffer.concat(bytes));
        expect(refusal(() => readUserFile(path, "haystack"))).toBe(
          `input-file haystack latin.txt; must be UTF-8: byte 0xe9 in line ${line + 1}`,
        );
      }),
      { seed: 4, numRuns: 100 },
    );
  });
});

const PAGE = `<!doctype html><html><head><title>Not read</title><style>p { color: red }</style></head><body>
<h1>Fish &amp; Chips</h1>
<p>The shop opened in <b>May</b>. It
closed in&nbsp;June.</p><script>document.write("<p>never</p>");</script>
<ul><li>One cod<li>Two hake</ul>
<table><tr><td>salt</td><td>3 &euro;</td></tr><tr><td>vinegar</td><td>4 &euro;</td></tr></table>
<div>Last words &mdash; caf&eacute; &#x1F41F;.<br>A new line.<noscript>No.</noscript></div><p>Not <i>clo</i>sed`;

describe("an .html file", () => {
  it("gives its words, its blocks as paragraphs", () => {
    expect(htmlText(PAGE).split("\n\n")).toEqual([
      "Fish & Chips",
      "The shop opened in May. It closed in June.",
      "One cod",
      "Two hake",
      "salt 3 \u20ac",
      "vinegar 4 \u20ac",
      "Last words \u2014 caf\u00e9 \u{1F41F}.\nA new line.",
      "Not closed",
    ]);
    expect(sentences(write("page.html", PAGE))).toEqual(sentences(write("page.HTM.gz", gzipSync(PAGE))));
    expect(refusal(() => fileHaystack(write("none.html", "<p> <script>x</script>")))).toContain(
      "must be text",
    );
  });

  it("leaves no tag and no character reference, whatever it holds", () => {
    const pieces = fc.constantFrom(
      "<p>",
      "</p>",
      "<b>",
      "<script>",
      "</script>",
      "<li>",
      "&lt;",
      "a",
      " ",
      "\n",
      "<!--",
      "-->",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        const text = htmlText(parts.join(""));
        expect(text).not.toMatch(/&lt;|<\/?(?:p|b|li|script)>/);
        expect(text).toBe(text.trim());
      }),
      { seed: 5, numRuns: 300 },
    );
  });
});

describe("a .jsonl file", () => {
  it("gives the text of its field, another by #field", () => {
    const path = write("corpus.jsonl", CORPUS);
    expect(sentences(path)).toEqual([
      "The tide came early.",
      "Nobody had moved the boats.",
      "Caf\u00e9 tables stood in the rain.",
      "The waiter sang.",
    ]);
    expect(sentences(`${path}#body`)).toEqual(["Other words.", "More of them."]);
    expect(fileHaystack(`${path}#body`).name).toBe("file:corpus.jsonl");
    expect(sentences(write("packed.jsonl.gz", gzipSync(CORPUS)))).toEqual(sentences(path));
    expect(sentences(write("name#field.txt", "As it is."))).toEqual(["As it is."]);
  });

  it.each([
    ['{"text":"A."}\n{"text":', 'bad.jsonl:2: line; must be JSON: {"text":'],
    ['{"text":"A."}\n\n{"words":"B."}', "bad.jsonl:3: text; must be given: nothing"],
    ['{"text":["A."]}', 'bad.jsonl:1: text; must be of type string: ["A."]'],
    ['"A."', 'bad.jsonl:1: record; must be of type object: "A."'],
  ])("is refused at a bad line: %s", (text, message) => {
    expect(refusal(() => fileHaystack(write("bad.jsonl", text)))).toBe(`input-file ${message}`);
  });
});

describe("a folder", () => {
  it("is read whole, each file by its kind", () => {
    mkdirSync(join(folder, "mixed"));
    write("mixed/a.html", "<p>From a page.</p>");
    write("mixed/b.jsonl.gz", gzipSync('{"text":"From a line."}\n'));
    write("mixed/c.txt", "From <plain> text.");
    write("mixed/d.csv", "Not read.");
    expect(sentences(join(folder, "mixed"))).toEqual(["From a page.", "From a line.", "From <plain> text."]);
  });
});
