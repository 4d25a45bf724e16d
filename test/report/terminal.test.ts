import { describe, expect, it } from "vitest";
import { defaultStyle } from "../../src/charts/style.ts";
import { terminalHeatMap, terminalVerdicts } from "../../src/report/terminal.ts";
import { madeFindings } from "../charts/made-findings.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes
const CODES = /\u001b\[[0-9;]*m/g;
const plain = { colour: false, unicode: false, width: 80 };
const window512 = madeFindings({ models: ["embedded:reference+window:512"], lengths: [512, 4096] });

describe("terminalHeatMap", () => {
  it("is a plain table without colour and Unicode", () => {
    expect(terminalHeatMap(window512, defaultStyle, plain)).toBe(
      [
        "embedded:reference+window:512",
        "  depth %    0    10    20    30    40    50    60    70    80    90   100",
        "      512    3    95    95    95    95    95    95    95    95    95    95",
        "    4,096    3     3     -     3     3     3     3     3     3    95    95",
      ].join("\n"),
    );
  });

  it.each([
    { colour: true, unicode: true, width: 80 },
    { colour: false, unicode: true, width: 80 },
    { colour: true, unicode: false, width: 60 },
    { colour: false, unicode: false, width: 40 },
  ])("keeps within its width and says the same numbers: %j", (options) => {
    const text = terminalHeatMap(window512, defaultStyle, options).replace(CODES, "");
    for (const line of text.split("\n")) expect(Array.from(line).length).toBeLessThanOrEqual(options.width);
    const numbers = (line: string | undefined) => line?.match(/\d+/g)?.slice(2, 4);
    const reference = terminalHeatMap(window512, defaultStyle, { ...plain, width: options.width });
    expect(numbers(text.split("\n")[3])).toEqual(numbers(reference.split("\n")[3]));
  });

  it("colours each scored cell and closes every colour", () => {
    const text = terminalHeatMap(window512, defaultStyle, { colour: true, unicode: true, width: 80 });
    expect(text.split("\u001b[48;5;")).toHaveLength(22);
    expect(text.split("\u001b[0m")).toHaveLength(22);
  });

  it("says that depths are left out where they do not fit", () => {
    expect(terminalHeatMap(window512, defaultStyle, { ...plain, width: 40 })).toContain(
      "5 of 11 depths shown",
    );
  });

  it("uses ASCII alone where it is asked to, and no control character ever", () => {
    const hostile = madeFindings({ models: ["ollama:\u001b[2J\u202eqwen\u00e9"], lengths: [256] });
    const text =
      terminalHeatMap(hostile, defaultStyle, plain) + terminalVerdicts(hostile, defaultStyle, plain);
    expect(text).toMatch(/^[\n\x20-\x7e]*$/);
    expect(text).toContain("\\u{1b}[2J");
  });

  it("is empty without the finding", () => expect(terminalHeatMap([], defaultStyle, plain)).toBe(""));
});

describe("terminalVerdicts", () => {
  it("says headline and numbers of each model, wrapped", () => {
    const findings = madeFindings({ models: ["embedded:reference", "simulated:u"], lengths: [256, 4096] });
    const text = terminalVerdicts(findings, defaultStyle, plain);
    expect(text).toContain(
      "embedded:reference: flat at every length, 256 to 4,096 tokens\n  embedded:reference at 4096",
    );
    expect(text).toContain("simulated:u (simulated): flat at 256 tokens; lost in the middle at 4,096 tokens");
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });
});
