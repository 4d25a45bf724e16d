import { Resvg } from "@resvg/resvg-js";
import { describe, expect, it } from "vitest";
import { heatMap } from "../../src/charts/heat-map.ts";
import { renderPng } from "../../src/charts/png.ts";
import { defaultStyle } from "../../src/charts/style.ts";
import { renderSvg } from "../../src/charts/svg.ts";
import { madeFindings } from "./made-findings.ts";

const TEXT =
  '<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40"><rect width="120" height="40" fill="white"/>';
const word = (weight: string): string =>
  `${TEXT}<text x="5" y="28" font-family="DejaVu Sans, Verdana, sans-serif" font-size="20px" font-weight="${weight}">recall</text></svg>`;

/** The same picture on a machine without any font, and without ours: every letter is dropped. */
const withoutFonts = (svg: string): Buffer =>
  new Resvg(svg, { fitTo: { mode: "zoom", value: 2 }, font: { loadSystemFonts: false } }).render().asPng();

const scaleOf = (png: Uint8Array, svgSize: readonly [number, number]): string =>
  `${Buffer.from(png).readUInt32BE(16) / svgSize[0]} x ${Buffer.from(png).readUInt32BE(20) / svgSize[1]}`;

describe("renderPng", () => {
  it("paints at twice the size of the SVG", async () => {
    expect(scaleOf(await renderPng(word("normal")), [120, 40])).toBe("2 x 2");
  });

  it("has letters though no font of the machine is used, in both weights", async () => {
    const [normal, bold] = [
      Buffer.from(await renderPng(word("normal"))),
      Buffer.from(await renderPng(word("bold"))),
    ];
    expect(normal.equals(withoutFonts(word("normal")))).toBe(false);
    expect(bold.equals(withoutFonts(word("bold")))).toBe(false);
    expect(normal.equals(bold)).toBe(false);
    expect(withoutFonts(word("normal")).equals(withoutFonts(`${TEXT}</svg>`))).toBe(true);
  });

  it("paints a whole chart, with its letters and equal bytes each time", async () => {
    const chart = heatMap.make(
      madeFindings({ models: ["embedded:reference"], lengths: [256] }),
      defaultStyle,
    );
    if (chart === undefined) throw new Error("no chart");
    const svg = await renderSvg(chart);
    const png = Buffer.from(await renderPng(svg));
    expect(png.equals(Buffer.from(await renderPng(svg)))).toBe(true);
    expect(png.length).toBeGreaterThan(withoutFonts(svg).length * 1.5);
  });
});
