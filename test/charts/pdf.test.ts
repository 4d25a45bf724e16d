import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { drawChart } from "../../src/charts/fit.ts";
import { charts } from "../../src/charts/index.ts";
import { PAPER, WEB } from "../../src/charts/look.ts";
import { renderPdf } from "../../src/charts/pdf.ts";
import { defaultStyle } from "../../src/charts/style.ts";
import { madeFindings } from "./made-findings.ts";

const findings = madeFindings({
  models: ["embedded:reference", "embedded:reference+window:512", "simulated:u"],
  lengths: [256, 4096],
  depths: [0, 0.5, 1],
});

const textOf = (pdf: Uint8Array): string => Buffer.from(pdf).toString("latin1");

/** What the page is painted by, unpacked. */
function paintingOf(pdf: Uint8Array): string {
  const bytes = Buffer.from(pdf);
  const streams: string[] = [];
  for (let at = bytes.indexOf("stream\n"); at >= 0; at = bytes.indexOf("stream\n", at + 1)) {
    try {
      streams.push(inflateSync(bytes.subarray(at + 7)).toString("latin1"));
    } catch {
      // A stream that is not packed, or the end of one.
    }
  }
  return streams.find((text) => text.includes(" cm")) ?? "";
}

describe("renderPdf", () => {
  for (const maker of charts)
    it(`draws ${maker.name}: one page of 85 mm, both faces in it, no picture of dots`, async () => {
      const drawn = await drawChart(maker, findings, { ...defaultStyle, look: PAPER });
      const pdf = await renderPdf(drawn?.svg ?? "", drawn?.chart.title ?? "");
      const text = textOf(pdf);
      const [, width] = /\/MediaBox \[0 0 ([\d.]+) [\d.]+\]/.exec(text) ?? [];
      expect((Number(width) / 72) * 25.4).toBeCloseTo(85, 1);
      expect(text.match(/\/Type \/Page\b(?!s)/g)).toHaveLength(1);
      expect(text).toContain("DejaVuSans-Bold");
      expect(text.match(/\/FontFile2/g)).toHaveLength(2);
      expect(text).not.toContain("/Subtype /Image");
      expect(paintingOf(pdf)).toMatch(/\bBT\b[\s\S]*\bET\b/);
    });

  it("is the same file each time, and of the size of a picture for the web", async () => {
    const [maker] = charts;
    const drawn = maker && (await drawChart(maker, findings, { ...defaultStyle, look: WEB }));
    const [first, second] = [await renderPdf(drawn?.svg ?? "", "t"), await renderPdf(drawn?.svg ?? "", "t")];
    expect(Buffer.from(first).equals(Buffer.from(second))).toBe(true);
    const [, width] = /^<svg[^>]* width="([\d.]+)"/.exec(drawn?.svg ?? "") ?? [];
    expect(textOf(first)).toContain(`/MediaBox [0 0 ${Number(width) * 0.75} `);
  });

  it("refuses what it cannot draw in place of leaving it out", async () => {
    const svg = '<svg width="9" height="9" viewBox="0 0 9 9"><ellipse rx="2" ry="3"/></svg>';
    await expect(renderPdf(svg, "t")).rejects.toThrow(/marks that Vega draws: <ellipse>/);
    await expect(
      renderPdf('<svg width="9" height="9" viewBox="0 0 9 9"><g transform="skewX(3)"/></svg>', "t"),
    ).rejects.toThrow(/translate or rotate: skewX/);
  });
});
