import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { charts } from "../../src/charts/index.ts";
import { defaultStyle } from "../../src/charts/style.ts";
import { renderSvg } from "../../src/charts/svg.ts";
import { madeFindings } from "./made-findings.ts";

// MIDSPAN_UPDATE_GOLDEN=1 npx vitest run test/charts/golden.test.ts writes the pictures anew; look at them then.
const update = process.env.MIDSPAN_UPDATE_GOLDEN === "1";
const folder = join(import.meta.dirname, "../golden");

const findings = madeFindings({
  models: ["embedded:reference", "embedded:reference+window:512", "simulated:u"],
  lengths: [256, 1024, 4096],
  depths: [0, 0.2, 0.5, 0.8, 1],
});

describe("golden pictures", () => {
  for (const maker of charts)
    it(`${maker.name} is drawn as before`, async () => {
      const chart = maker.make(findings, defaultStyle);
      expect(chart).toBeDefined();
      if (chart === undefined) return;
      // A line an element, so that a difference can be read.
      const svg = (await renderSvg(chart)).replaceAll("><", ">\n<");
      const file = join(folder, `${maker.name}.svg`);
      if (update) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(file, svg);
      }
      expect(existsSync(file), `golden picture missing: ${file}`).toBe(true);
      expect(svg).toBe(readFileSync(file, "utf8"));
    });

  it("do not depend on what was drawn before", async () => {
    const drawn = charts
      .map((maker) => maker.make(findings, defaultStyle))
      .filter((chart) => chart !== undefined);
    const forwards = new Map<string, string>();
    for (const chart of drawn) forwards.set(chart.name, await renderSvg(chart));
    for (const chart of drawn.toReversed()) expect(await renderSvg(chart)).toBe(forwards.get(chart.name));
  });
});
