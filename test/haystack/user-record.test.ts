import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { csvRecords } from "../../src/haystack/csv-records.ts";
import { jsonlRecords } from "../../src/haystack/jsonl-records.ts";
import { standsIn } from "../../src/haystack/stands-in.ts";
import type { UserRecord } from "../../src/haystack/user-record.ts";
import { yamlRecords } from "../../src/haystack/yaml-records.ts";

/** What people write, and what breaks readers: quotation marks, line ends, commas, marks of YAML, emoji. */
const piece = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom(
    '"',
    '""',
    ",",
    "\n",
    "|",
    ": ",
    "- ",
    "#",
    "'",
    "\\",
    "007",
    "no",
    "null",
    "1e3",
    "\u{1F41F}",
    "{}",
    "=1",
  ),
);
const words = fc
  .array(piece, { minLength: 1, maxLength: 6 })
  .map((parts) => parts.join("").replaceAll("\r", "").trim())
  .filter((text) => text !== "");
const answer = words.map((text) => text.replaceAll("|", "/").trim()).filter((text) => text !== "");
const records = fc.array(
  fc.record({ text: words, question: words, answers: fc.array(answer, { minLength: 1, maxLength: 3 }) }),
  { minLength: 1, maxLength: 6 },
);
type Plain = { readonly text: string; readonly question: string; readonly answers: readonly string[] };

const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;
const toCsv = (list: readonly Plain[], end: string): string =>
  [
    "text,question,answers",
    ...list.map(({ text, question, answers }) => [text, question, answers.join("|")].map(quoted).join(",")),
  ].join(end);

const WRITERS: readonly [string, (list: readonly Plain[]) => readonly UserRecord[]][] = [
  ["YAML", (list) => yamlRecords(stringify(list), "a.yaml")],
  ["YAML under a name", (list) => yamlRecords(stringify({ needles: list }), "a.yaml")],
  ["JSON", (list) => yamlRecords(JSON.stringify(list), "a.json")],
  ["JSON with tabs", (list) => yamlRecords(JSON.stringify({ needles: list }, null, "\t"), "a.json")],
  ["JSON lines", (list) => jsonlRecords(list.map((item) => JSON.stringify(item)).join("\n"), "a.jsonl")],
  ["CSV", (list) => csvRecords(toCsv(list, "\n"), "a.csv")],
  ["CSV with a last line end", (list) => csvRecords(`${toCsv(list, "\n")}\n`, "a.csv")],
];

describe.each(WRITERS)("records written as %s", (_, trip) => {
  it("come back to the letter", () => {
    fc.assert(
      fc.property(records, (list) => {
        expect(trip(list).map(({ value }) => value)).toEqual(list);
      }),
      { seed: 21, numRuns: 300 },
    );
  });
});

describe("lineOf", () => {
  it("names the line that a field begins on", () => {
    const block = (texts: readonly string[]): readonly Plain[] =>
      texts.map((text, i) => ({ text, question: `q${i}`, answers: ["a"] }));
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z\n]{1,9}$/), { minLength: 1 }), (texts) => {
        const list = block(texts.map((text) => `x${text}x`));
        const csv = `\n${toCsv(list, "\n\n")}\n`;
        const json = JSON.stringify(list, null, 2);
        const yaml = list
          .map(({ text }, i) => `- text: ${JSON.stringify(text)}\n\n  question: q${i}\n`)
          .join("");
        const lineIn = (whole: string, i: number): number =>
          whole.slice(0, whole.search(new RegExp(`\\bq${i}\\b`))).split("\n").length;
        for (const [text, read] of [
          [csv, csvRecords(csv, "a.csv")],
          [json, yamlRecords(json, "a.json")],
          [yaml, yamlRecords(yaml, "a.yaml")],
        ] as const)
          for (const [i, record] of read.entries()) expect(record.lineOf(["question"])).toBe(lineIn(text, i));
      }),
      { seed: 22, numRuns: 100 },
    );
  });
});

describe("standsIn", () => {
  it.each<[string, string, boolean]>([
    ["red", "It is Red.", true],
    ["red", "A hundred.", false],
    ["red", "A hundred, one red", true],
    ["12", "in 1912", false],
    ["12", "12", true],
    ["\u00e9t\u00e9", "\u00c9T\u00c9 2", true],
    ["$5", "cost$5,", true],
    ["\u6771\u4eac", "\u4eca\u65e5\u6771\u4eac\u306b\u884c\u304f", true],
    ["a b", "a  b", false],
    ["", "a", false],
  ])("%j in %j: %j", (wanted, text, stands) => {
    expect(standsIn(wanted, text)).toBe(stands);
  });
});
