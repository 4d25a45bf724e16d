import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { charts } from "../../src/charts/index.ts";
import { defaultStyle } from "../../src/charts/style.ts";
import { renderSvg } from "../../src/charts/svg.ts";
import { tidySvg } from "../../src/charts/tidy-svg.ts";
import { visibleText } from "../../src/charts/visible-text.ts";
import { madeFindings } from "./made-findings.ts";

const HOSTILE = `ollama:"><script>alert(1)</script><img src=x onerror=alert(1)> \u001b[31m\u202e\u0000' onload=x`;

describe("renderSvg", () => {
  it("keeps a hostile model name as text", async () => {
    for (const maker of charts) {
      const chart = maker.make(
        madeFindings({ models: [HOSTILE, `${HOSTILE} 2`], lengths: [256] }),
        defaultStyle,
      );
      if (chart === undefined) throw new Error("no chart");
      const svg = await renderSvg(chart);
      const tags = svg.match(/<[a-zA-Z]+/g) ?? [];
      expect(tags).not.toContain("<script");
      expect(tags).not.toContain("<img");
      expect(svg).toContain("&lt;script&gt;");
      expect(svg).toContain("\\u{1b}[31m\\u{202e}\\u{0}");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
      expect(svg).not.toMatch(/[\u0000-\u0008\u000b\u001b\u202e]/);
    }
  });

  it("gives ids the chart's name, so that charts of one page do not share them", async () => {
    const [first] = charts;
    const chart = first?.make(madeFindings({ models: ["a:b"] }), defaultStyle);
    if (chart === undefined) throw new Error("no chart");
    const svg = await renderSvg(chart);
    const ids = [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id ?? "");
    expect(ids.length).toBeGreaterThan(0);
    for (const id of ids) expect(id.startsWith(`${chart.name}-`)).toBe(true);
    for (const [, used] of svg.matchAll(/url\(#([^)]*)\)/g)) expect(ids).toContain(used);
  });

  it.each([
    [
      "is unsound",
      { mark: "bar", data: { values: [{ a: 1 }] }, transform: [{ filter: "datum.(" }] },
      /must be sound/,
    ],
    ["would load something", { mark: "bar", data: { url: "file:///etc/hostname" } }, /data must be inline/],
  ])("throws where the specification %s", async (_, spec, message) => {
    await expect(renderSvg({ name: "broken", title: "", caption: "", spec })).rejects.toThrow(message);
  });

  it("takes a label for no specification", async () => {
    const chart = charts[0]?.make(madeFindings({ models: ['a:"url":"x"'], lengths: [256] }), defaultStyle);
    if (chart === undefined) throw new Error("no chart");
    expect(await renderSvg(chart)).toContain("a:&quot;url&quot;");
  });
});

describe("tidySvg", () => {
  it.each([
    "<svg><script>alert(1)</script></svg>",
    '<svg><image href="http://x/y.png"/></svg>',
    '<svg><a xlink:href="javascript:alert(1)"/></svg>',
    '<svg><path onclick="x()"/></svg>',
    '<svg><path style="fill:url(http://x)"/></svg>',
    "<svg><foreignObject/></svg>",
    "<svg><style>*{}</style></svg>",
  ])("refuses what could run or load: %s", (svg) => {
    expect(() => tidySvg(svg, "chart")).toThrow(/only drawing elements/);
  });

  it("lets a label speak of scripts and attributes", () => {
    const svg = '<svg><path aria-label="a onload=x style=y" role="graphics-symbol" d="M0,0"/></svg>';
    expect(tidySvg(svg, "chart")).toContain("<title>a onload=x style=y</title>");
  });

  it("rounds coordinates but no number of a label", () => {
    const svg = '<svg><path aria-label="0.12345" role="graphics-symbol" d="M1.23456,-7.89h3"/></svg>';
    expect(tidySvg(svg, "chart")).toBe(
      '<svg><path aria-label="0.12345" role="graphics-symbol" d="M1.2,-7.9h3"><title>0.12345</title></path></svg>',
    );
  });
});

const HIDING = /(?![\n\t])[\p{Cc}\p{Cs}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u;

describe("visibleText", () => {
  it("leaves no control, bidirectional or unpaired character, and says each one", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const seen = visibleText(text);
        expect(HIDING.test(seen)).toBe(false);
        expect(visibleText(seen)).toBe(seen);
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  it("leaves ordinary text of any script alone", () => {
    const text =
      "na\u00efve \u65e5\u672c\u8a9e \u0627\u0644\u0639\u0631\u0628\u064a\u0629 \ud83d\ude00 a\tb\nc";
    expect(visibleText(text)).toBe(text);
  });
});
