import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultStyle } from "../../src/charts/style.ts";
import { escapeMarkdown, summaryMarkdown } from "../../src/report/markdown.ts";
import { MODELS, madeInput, madeManifest } from "./made-input.ts";

describe("escapeMarkdown", () => {
  it("leaves no HTML, no cell border, no line break and no unescaped mark", () => {
    const marks = fc.string({ unit: fc.constantFrom(..."<>|`*_[]()#!\\~\n a1:/") });
    fc.assert(
      fc.property(marks, (text) => {
        const safe = escapeMarkdown(text);
        expect(safe).not.toMatch(/[<>\n]/);
        expect(safe.replace(/\\[^a-z0-9\s]/gi, "")).not.toMatch(/[|`*_[\]~!\\]/);
      }),
      { seed: 41, numRuns: 500 },
    );
  });

  it("writes what HTML would take as entities that Markdown reads", () => {
    expect(escapeMarkdown("p < 0.001 & #1")).toBe("p &#60; 0.001 &#38; \\#1");
  });

  it("leaves ids readable", () => {
    expect(escapeMarkdown("embedded:reference+sinks:256+256")).toBe("embedded:reference+sinks:256+256");
  });
});

describe("summaryMarkdown", () => {
  const text = summaryMarkdown(madeInput(66), [], defaultStyle);

  it("says the verdict first, then counts, a table a model, cautions and the command", () => {
    expect(text.indexOf("lost in the middle")).toBeLessThan(text.indexOf("66 trials"));
    expect(text).toContain("- **embedded:reference**: flat at every length, 256 to 4,096 tokens.");
    expect(text).toContain("66 trials, 65 scored; not scored, and in no rate: 1 failed.");
    expect(text.match(/^## .*recall \(n\)/gm)).toHaveLength(3);
    expect(text).toContain("- 4,096 tokens are beyond the range");
    expect(text).toContain("```sh\nmidspan run datasets/sweeps/embedded.yaml -o reports/embedded\n```");
  });

  it("keeps every table row at the head's number of columns", () => {
    const rows = text.split("\n").filter((line) => line.startsWith("|"));
    expect(new Set(rows.map((row) => row.split("|").length))).toEqual(new Set([14]));
  });

  it("keeps a command with backticks in its fence", () => {
    const input = { ...madeInput(1), manifest: { ...madeManifest(MODELS), command: "echo ```\n# out" } };
    expect(summaryMarkdown(input, [], defaultStyle)).toContain("````sh\necho ```\n# out\n````");
  });

  it("says what simulated means where a model is", () => {
    const style = { ...defaultStyle, simulated: ["simulated:u"] };
    const simulated = summaryMarkdown(madeInput(3, ["simulated:u"]), [], style);
    expect(simulated).toContain("**simulated:u (simulated)**");
    expect(simulated).toContain("no language model ran");
  });
});
