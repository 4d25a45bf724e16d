import { describe, expect, it } from "vitest";
import { compareSides } from "../../src/analysis/comparison.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { defaultStyle } from "../../src/charts/style.ts";
import { reportPage } from "../../src/report/html.ts";
import { summaryMarkdown } from "../../src/report/markdown.ts";
import { drawFigures } from "../../src/report/write.ts";
import { simulateTrials, type Truth } from "../simulate.ts";
import { madeInput } from "./made-input.ts";

const HOSTILE = `ollama:"><script>window.__ran=1</script>|\u202e=1+1\u001b[31m`;
const options = { ...defaultAnalysisOptions, bootstrapDraws: 200 };

async function pageOf(names: readonly string[], truths: readonly Truth[]) {
  const sides = names.map((name, i) => ({
    name,
    trials: simulateTrials({ depths: [0, 0.5, 1], documents: 60, ...truths[i] }).map((trial) => ({
      ...trial,
      model: name,
    })),
  }));
  const base = madeInput(9);
  const input = { ...base, findings: [compareSides(sides, options), ...base.findings.slice(0, 4)] };
  const figures = await drawFigures(input, defaultStyle);
  return {
    page: reportPage(input, figures, defaultStyle),
    summary: summaryMarkdown(input, figures, defaultStyle),
  };
}

describe("the page of a comparison", () => {
  it("ranks with intervals and n, says what differs, what is equivalent and what was not common", async () => {
    const truths = [
      { recall: () => 1 },
      { recall: () => 1, seed: 2 },
      { recall: () => 0.3, seed: 3, lengths: [1024, 2048] },
    ];
    const { page, summary } = await pageOf(["a:1", "b:2", "c:3"], truths);
    expect(page).toContain("Which recalls more, and at which depths?");
    expect(page.replace(/<wbr>/g, "")).toMatch(
      /<th scope="row">c:3 \(simulated\)<td>3<td>\d+ %<td>\d+ % to \d+ %<td>180<td>0/,
    );
    expect(page).toMatch(/<b>equivalent<\/b>: a:<wbr>1 and b:<wbr>2 recall the same/);
    expect(page).toMatch(/<b>better<\/b>/);
    expect(page).toMatch(
      /id="not-common">.*c:<wbr>3: 180 of its 360 questions were not asked of every other/s,
    );
    expect(page.indexOf("chart-paired-difference")).toBeLessThan(page.indexOf("Each by itself"));
    expect(summary).toContain("| model | rank | recall | 95 % interval | n | unscored |");
    expect(summary).toContain("## Not compared");
  });

  it("says so where everything was common", async () => {
    const { page } = await pageOf(["a:1", "b:2"], [{}, { seed: 2 }]);
    expect(page).toContain("Every question was common to all.");
  });

  it("keeps hostile names as text", async () => {
    const { page, summary } = await pageOf([HOSTILE, "b:2"], [{}, { seed: 2 }]);
    for (const text of [page, summary]) {
      expect(text).not.toContain("<script>window");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
      expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
    }
    expect(summary).not.toMatch(/^\| ollama[^\n]*(?<!\\)\|\\u/m);
  });
});
