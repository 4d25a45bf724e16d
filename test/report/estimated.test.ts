import { expect, it } from "vitest";
import { charts } from "../../src/charts/index.ts";
import { defaultStyle } from "../../src/charts/style.ts";
import { renderSvg } from "../../src/charts/svg.ts";
import type { Finding } from "../../src/findings.ts";
import { recallCsv } from "../../src/report/csv.ts";
import { reportPage } from "../../src/report/html.ts";
import { summaryMarkdown } from "../../src/report/markdown.ts";
import { terminalHeatMap } from "../../src/report/terminal.ts";
import { madeFindings } from "../charts/made-findings.ts";
import { madeInput } from "./made-input.ts";

const GUESSED = "embedded:reference";
const WHOLE = "Lengths and depths are estimated, not counted.";
const PART = `Lengths and depths of ${GUESSED} are estimated, not counted.`;
const plain = { colour: false, unicode: false, width: 80 };

function guess(findings: readonly Finding[]): Finding[] {
  return findings.map((finding) => ({
    ...finding,
    rows: finding.rows.map((row) =>
      row.group.model === GUESSED ? { ...row, group: { ...row.group, estimated: true } } : row,
    ),
  }));
}

const [one, two] = [[GUESSED], [GUESSED, "simulated:u"]].map((models) =>
  madeFindings({ models, lengths: [256, 1024], depths: [0, 0.5, 1] }),
) as [Finding[], Finding[]];

const OF_SEVERAL = ["gap-by-model", "paired-difference", "cost-against-recall"];

it.each(charts.filter(({ name }) => OF_SEVERAL.includes(name)).map((maker) => [maker.name, maker] as const))(
  "%s, which sets models side by side, is marked where lengths are estimated",
  (_, maker) => {
    expect(maker.make(two, defaultStyle)?.caption).not.toContain("estimated");
    expect(maker.make(guess(two), defaultStyle)?.caption).toMatch(
      /Lengths and depths.* are estimated, not counted/,
    );
  },
);

/** Shows neither lengths nor depths: there is nothing of it to be estimated. */
const WITHOUT_PLACE = ["chunk-orders", "chunk-counts", "gold-pairs", "context-arms"];
/** Of models that run here, whose tokens are always counted. */
const OF_LOCAL = ["sink-heads", "sink-positions", "gold-and-sink", "attention-pattern", "stream-loss"];

it.each(
  charts
    .filter(({ name }) => ![...OF_SEVERAL, ...WITHOUT_PLACE, ...OF_LOCAL].includes(name))
    .map((maker) => [maker.name, maker] as const),
)("%s is marked where lengths are estimated", (_, maker) => {
  expect(maker.make(one, defaultStyle)?.caption).not.toContain("estimated");
  expect(maker.make(guess(one), defaultStyle)?.caption).toContain(WHOLE);
  expect(maker.make(guess(two), defaultStyle)?.caption).toContain(PART);
});

it("the axis of lengths says so", async () => {
  const maker = charts.find(({ name }) => name === "heat-map");
  const chart = maker?.make(guess(one), defaultStyle);
  expect(chart && (await renderSvg(chart))).toContain("Context length (tokens, estimated)");
  // Between low panels it has no room; the caption says it there.
  const low = maker?.make(guess(madeFindings({ models: [GUESSED, "a:b"], lengths: [256] })), defaultStyle);
  const svg = low && (await renderSvg(low));
  expect(low?.caption).toContain("are estimated, not counted.");
  expect(svg).toContain("Y-axis titled 'Tokens'");
});

it("map, page, summary and table say so, and say nothing where lengths were counted", () => {
  const input = madeInput(30, [GUESSED]);
  for (const [findings, marked] of [
    [one, false],
    [guess(one), true],
  ] as const) {
    expect(terminalHeatMap(findings, defaultStyle, plain).includes(WHOLE)).toBe(marked);
    expect(summaryMarkdown({ ...input, findings }, [], defaultStyle).includes("| tokens, estimated |")).toBe(
      marked,
    );
    expect(reportPage({ ...input, findings }, [], defaultStyle).includes("estimated")).toBe(marked);
    const lines = recallCsv(findings, defaultStyle).trim().split("\n").slice(1);
    for (const line of lines) expect(line.endsWith(marked ? ",estimated" : ",counted")).toBe(true);
  }
});
