import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { reportPage } from "../../src/report/html.ts";
import { summarise } from "../../src/report/record-summary.ts";
import type { Figure, ReportInput } from "../../src/report/report-input.ts";
import { drawFigures, styleOf } from "../../src/report/write.ts";
import { MODELS, madeInput, madeTrial } from "./made-input.ts";

const OTHERS = [
  "comparison",
  "published-agreement",
  "cost-against-recall",
  "chunk-orders",
  "opening-lines",
  "instruction-places",
  "placeholders",
  "attention-sink",
  "sink-position",
  "gold-and-sink",
  "attention-pattern",
  "stream-loss",
  "chunk-counts",
  "gold-pairs",
  "context-arms",
];

const drawn = new Map<string, readonly Figure[]>();

/** The findings of equal models are equal, so their pictures are drawn once. */
const pageOf = async (input: ReportInput): Promise<string> => {
  const style = styleOf(input.manifest);
  const key = input.manifest.plan.models.join();
  const figures = drawn.get(key) ?? (await drawFigures(input, style));
  drawn.set(key, figures);
  return reportPage(input, figures, style);
};

describe("reportPage", () => {
  it("keeps small: three models, five lengths, eleven depths in 150 kB, 200 trials in as much again", async () => {
    // Runs of one's own are not compared and were published by nobody, and nobody charges for them.
    const usual = (n: number): ReportInput => {
      const input = madeInput(n);
      return { ...input, findings: input.findings.filter(({ name }) => !OTHERS.includes(name)) };
    };
    const figures = await drawFigures(usual(0), styleOf(usual(0).manifest));
    const bytes = (input: ReportInput): number =>
      Buffer.byteLength(reportPage(input, figures, styleOf(input.manifest)));
    expect(bytes(usual(0))).toBeLessThan(150_000);
    expect(bytes(usual(6600))).toBeLessThan(375_000);
  });

  it("allows its own style sheet alone", async () => {
    const page = await pageOf(madeInput(3));
    const style = /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(page).toContain(`default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;`);
    expect(page).not.toMatch(/<script| style="| src=| on[a-z]+="/);
  });

  it("has no link out of its folder", async () => {
    const links = [...(await pageOf(madeInput(3))).matchAll(/ (?:href|src|action)="([^"]*)"/g)].map(
      ([, to]) => to,
    );
    expect(links.length).toBeGreaterThan(20);
    for (const link of links)
      expect(link).toMatch(/^(charts\/[a-z-]+\.(svg|png|vl\.json)|tables\/[a-z-]+\.csv)$/);
  });

  it("says the verdict before anything else, then how sure, then how it was measured", async () => {
    const page = await pageOf(madeInput(66));
    const places = [
      "lost in the middle from 512",
      "<svg",
      "How sure is this?",
      "Trials to look at",
      "To repeat it",
    ];
    const found = places.map((place) => page.indexOf(place));
    expect(found).not.toContain(-1);
    expect(found).toEqual([...found].sort((a, b) => a - b));
  });

  it("cuts a very long answer and says by how much", async () => {
    const page = await pageOf(madeInput(66));
    expect(page).toContain(`${"x".repeat(600)} \u2026 (1,400 more characters)`);
    expect(page).not.toContain("x".repeat(601));
  });

  it("stays small and whole whatever is answered: ten megabytes of markup, escapes and marks that turn text round", async () => {
    const answer = "<script>\u001b[2J\u202e=cmd|' /C calc'!A0".repeat(330_000);
    const trials = Array.from({ length: 8 }, (_, i) =>
      madeTrial(i, { output: answer, id: `<b>${i}`, error: { code: "timeout", message: answer } }),
    );
    const input = { ...madeInput(0), trials, record: summarise(trials) };
    expect(answer.length).toBeGreaterThan(10_000_000);
    const page = await pageOf(input);
    expect(page.length).toBeLessThan((await pageOf(madeInput(0))).length + 40_000);
    expect(page).toContain("more characters)");
    expect(page).not.toContain("<script>");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be left
    expect(page).not.toMatch(/[\u001b\u202e]/);
  });

  it("marks simulated models, and only a run that has one says so", async () => {
    const [real, simulated] = [
      await pageOf(madeInput(3, MODELS.slice(0, 1))),
      await pageOf(madeInput(3, ["simulated:u"])),
    ];
    expect(simulated).toContain("no language model ran");
    expect(simulated.match(/simulated:<wbr>u \(simulated\)/g)?.length).toBeGreaterThan(0);
    expect(real).not.toContain("simulated)");
  });
});
