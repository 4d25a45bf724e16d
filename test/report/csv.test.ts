import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultStyle } from "../../src/charts/style.ts";
import { csvField, recallCsv } from "../../src/report/csv.ts";
import { madeFindings } from "../charts/made-findings.ts";

/** A reader of RFC 4180, one line. */
function fields(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'),
  );
}

describe("recallCsv", () => {
  it("holds a line a cell, unknown left empty", () => {
    const lines = recallCsv(madeFindings({ models: ["embedded:reference+window:512"] }), defaultStyle)
      .trimEnd()
      .split("\n");
    expect(lines).toHaveLength(1 + 5 * 11);
    expect(lines[0]).toBe(
      "model,task,length,depth,realised_length,realised_depth,recall,low,high,n,unscored,method,lengths",
    );
    const unknown = lines.map(fields).find((line) => line[2] === "4096" && line[3] === "0.2") ?? [];
    expect(unknown.slice(6)).toEqual(["", "", "", "0", "40", "", "counted"]);
    expect(unknown[0]).toBe("embedded:reference+window:512");
  });

  it("marks simulated models", () => {
    expect(recallCsv(madeFindings({ models: ["simulated:u"] }), defaultStyle)).toContain(
      "simulated:u (simulated),",
    );
  });

  it("is a head alone where there is no finding", () =>
    expect(recallCsv([], defaultStyle).split("\n")).toHaveLength(2));
});

describe("csvField", () => {
  it("gives no text that a spreadsheet takes for a formula, and reads back", () => {
    const start = fc.constantFrom("=", "+", "-", "@", "\t=", " =", "", "x", '"', ",");
    fc.assert(
      fc.property(start, fc.string({ unit: "grapheme" }), (head, tail) => {
        const [value = "", ...others] = fields(csvField(head + tail));
        expect(others).toEqual([]);
        expect(value).not.toMatch(/^\s*[=+\-@]/);
        expect(value.replace(/^'/, "")).toBe((head + tail).replace(/^'/, ""));
      }),
      { seed: 31 },
    );
  });

  it("leaves numbers as numbers", () => expect([csvField(-0.5), csvField(undefined)]).toEqual(["-0.5", ""]));
});
