import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ChartMaker } from "../../src/charts/chart-maker.ts";
import { drawChart } from "../../src/charts/fit.ts";
import { charts } from "../../src/charts/index.ts";
import { type Look, PAPER, SLIDE, WEB } from "../../src/charts/look.ts";
import { defaultStyle } from "../../src/charts/style.ts";
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
  for (const maker of charts) compare(maker, WEB);
  // One of each kind of layout is enough to see that type and plots keep their sizes.
  for (const look of [PAPER, SLIDE]) for (const maker of charts.slice(0, 3)) compare(maker, look);
});

function compare(maker: ChartMaker, look: Look): void {
  it(`${maker.name} is drawn as before, for ${look.name}`, async () => {
    const drawn = await drawChart(maker, findings, { ...defaultStyle, look });
    expect(drawn).toBeDefined();
    if (drawn === undefined) return;
    // A line an element, so that a difference can be read.
    const svg = drawn.svg.replaceAll("><", ">\n<");
    const file = join(folder, `${maker.name}${look === WEB ? "" : `.${look.name}`}.svg`);
    if (update) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, svg);
    }
    expect(existsSync(file), `golden picture missing: ${file}`).toBe(true);
    expect(svg).toBe(readFileSync(file, "utf8"));
  });
}
