import { beforeAll, describe, expect, it } from "vitest";
import { drawChart, onPage } from "../../src/charts/fit.ts";
import { charts } from "../../src/charts/index.ts";
import { PAPER, SLIDE, WEB } from "../../src/charts/look.ts";
import { lookNamed } from "../../src/charts/look-named.ts";
import { renderPng } from "../../src/charts/png.ts";
import { defaultStyle, SERIES_COLOURS } from "../../src/charts/style.ts";
import { madeFindings } from "./made-findings.ts";

const findings = madeFindings({
  models: ["embedded:reference", "embedded:reference+window:512", "simulated:u"],
  lengths: [256, 1024, 4096],
});

const drawnFor = async (look: typeof WEB) => {
  const all = [];
  for (const maker of charts) {
    const drawn = await drawChart(maker, findings, { ...defaultStyle, look });
    if (drawn === undefined) throw new Error(`no chart ${maker.name}`);
    all.push(drawn);
  }
  return all;
};

const rootOf = (svg: string): string => /^<svg[^>]*>/.exec(svg)?.[0] ?? "";

describe("a picture for paper", () => {
  let drawn: Awaited<ReturnType<typeof drawnFor>> = [];
  beforeAll(async () => {
    drawn = await drawnFor(PAPER);
  });

  it("is 85 mm wide, and its type is at least 6 points tall", () => {
    for (const { chart, svg } of drawn) {
      expect(rootOf(svg)).toContain(' width="85mm"');
      const [, width = "0"] = / viewBox="[-\d.]+ [-\d.]+ ([\d.]+) /.exec(svg) ?? [];
      const sizes = [...svg.matchAll(/ font-size="([\d.]+)px"/g)].map(([, size]) => Number(size));
      const points = (Math.min(...sizes) / Number(width)) * (85 / 25.4) * 72;
      // The n of a heat map's cell is small print on the screen too.
      expect(points, chart.name).toBeGreaterThan(chart.name === "heat-map" ? 5 : 6);
    }
  });

  it("is painted at 300 dots an inch, and says so", async () => {
    const [first] = drawn;
    const png = Buffer.from(await renderPng(first?.svg ?? "", PAPER.zoom));
    expect(Math.abs(png.readUInt32BE(16) - (85 / 25.4) * 300)).toBeLessThan(1.5);
    const at = png.indexOf("pHYs");
    expect(png.readUInt32BE(at + 4)).toBe(11811);
    expect(png[at + 12]).toBe(1);
  });
});

describe("a picture for a slide", () => {
  it("is 16:9, whatever it shows", async () => {
    for (const { svg } of await drawnFor(SLIDE)) {
      expect(rootOf(svg)).toMatch(/ width="1280" height="720"/);
      const [, , , width = 0, height = 1] =
        / viewBox="([-\d.]+) ([-\d.]+) ([\d.]+) ([\d.]+)"/.exec(svg) ?? [];
      expect(Number(width) / Number(height)).toBeCloseTo(16 / 9, 2);
    }
  });
});

describe("lookNamed", () => {
  it("takes millimetres and pixels, and a slide grows with its type", () => {
    expect(lookNamed("paper", "170mm").page?.width).toBeCloseTo(642.5, 1);
    expect(lookNamed("web", "640").page).toEqual({ width: 640, unit: "px" });
    const large = lookNamed("slide", "1920px");
    expect([large.page?.height, large.type]).toEqual([1080, 2.5]);
    expect(lookNamed()).toBe(WEB);
  });

  it.each([
    ["poster", undefined, "--style; must be paper, slide or web: poster"],
    ["paper", "8cm", "to 2116mm (8000px): 8cm"],
    ["paper", "10mm", "to 2116mm (8000px): 10mm"],
    ["web", "1e9px", "to 2116mm (8000px): 1e9px"],
  ])("refuses %s %s", (style, width, message) => {
    expect(() => lookNamed(style, width)).toThrow(message);
  });
});

describe("onPage", () => {
  it("scales as a whole and says the size in the unit that was asked for", () => {
    const svg = '<svg width="200" height="100" viewBox="0 0 200 100"><g/></svg>';
    expect(onPage(svg, { width: 400, unit: "px" })).toContain(
      'width="400" height="200" viewBox="0 0 200 100"',
    );
    expect(onPage(svg, { width: 96, unit: "mm" })).toContain('width="25.4mm" height="12.7mm"');
  });
});

/** Machado, Oliveira and Fernandes (2009), IEEE TVCG 15(6), table 1, severity 1.0; on linear RGB. */
const VISION: Readonly<Record<string, readonly number[]>> = {
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
};

function linear(hex: string): number[] {
  return [1, 3, 5].map((at) => {
    const v = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  });
}

function seenBy(rgb: readonly number[], matrix: readonly number[]): number[] {
  return [0, 3, 6].map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        rgb.reduce((sum, v, i) => sum + v * (matrix[row + i] ?? 0), 0),
      ),
    ),
  );
}

/** CIELAB, D65. */
function lab([r = 0, g = 0, b = 0]: readonly number[]): number[] {
  const f = (t: number): number => (t > (6 / 29) ** 3 ? Math.cbrt(t) : t / (3 * (6 / 29) ** 2) + 4 / 29);
  const x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = f(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = f((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

describe("the colours of series", () => {
  it.each(Object.entries(VISION))("stay apart for eyes with %s", (_, matrix) => {
    const seen = SERIES_COLOURS.map((hex) => lab(seenBy(linear(hex), matrix)));
    // Two to three is what an eye can just tell.
    for (const [i, one] of seen.entries())
      for (const other of seen.slice(i + 1))
        expect(Math.hypot(...one.map((v, k) => v - (other[k] ?? 0)))).toBeGreaterThan(10);
  });
});
