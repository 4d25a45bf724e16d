import { describe, expect, it } from "vitest";
import { charts } from "../../src/charts/index.ts";
import { SLIDE } from "../../src/charts/look.ts";
import { seriesOf } from "../../src/charts/series.ts";
import { defaultStyle } from "../../src/charts/style.ts";
import { renderSvg } from "../../src/charts/svg.ts";
import type { Finding, Row } from "../../src/findings.ts";
import { madeFindings, share } from "./made-findings.ts";

const chartOf = (name: string, findings: readonly Finding[]) =>
  charts.find((maker) => maker.name === name)?.make(findings, defaultStyle);

const labelsOf = (svg: string): string[] =>
  [...svg.matchAll(/<title>([^<]*)<\/title>/g)].map(([, label]) => label ?? "");

const draw = async (name: string, findings: readonly Finding[]): Promise<string> => {
  const chart = chartOf(name, findings);
  if (chart === undefined) throw new Error(`no chart ${name}`);
  return renderSvg(chart);
};

describe("charts", () => {
  it("have names of their own that can stand in a path", () => {
    const names = charts.map((maker) => maker.name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][a-z-]+$/);
  });

  it("are not made of absent, empty or wholly unscored findings", () => {
    const unscored = madeFindings({ models: ["a:b"] }).map((finding) => ({
      ...finding,
      rows: finding.rows.map(({ estimate: _, ...row }): Row => row),
    }));
    for (const maker of charts) {
      expect(maker.make([], defaultStyle)).toBeUndefined();
      expect(
        maker.make([{ name: maker.needs, question: "?", rows: [], cautions: [] }], defaultStyle),
      ).toBeUndefined();
      if (maker.name !== "heat-map") expect(maker.make(unscored, defaultStyle)).toBeUndefined();
    }
  });

  it("say on every mark what it shows, to a screen reader and on hover", async () => {
    const svg = await draw(
      "heat-map",
      madeFindings({ models: ["embedded:reference+sinks:256+256"], lengths: [1024] }),
    );
    const label =
      "embedded:reference+sinks:256+256, length 1,024, depth 50 %: recall 3 % (1 of 40, 95 % interval 0.4 % to 13 %), 0 unscored";
    expect(labelsOf(svg)).toHaveLength(11);
    expect(svg).toContain(`aria-label="${label}"`);
    expect(labelsOf(svg)).toContain(label);
  });

  it("label as many points as there are scored rows, and every floor and ceiling", async () => {
    const findings = madeFindings({ models: ["embedded:reference", "simulated:u"], lengths: [256, 512] });
    const labels = labelsOf(await draw("recall-by-depth", findings));
    expect(labels.filter((label) => label.includes("depth"))).toHaveLength(2 * 2 * 11);
    expect(labels.filter((label) => label.startsWith("floor of embedded:reference:"))).toHaveLength(2);
    expect(labels.filter((label) => label.includes("ceiling of simulated:u (simulated):"))).toHaveLength(2);
  });

  it("hatch cells without a scored trial and those that were never asked", async () => {
    const findings = madeFindings({
      models: ["embedded:reference", "embedded:reference+window:512"],
      lengths: [4096],
    });
    const svg = await draw("heat-map", findings);
    const labels = labelsOf(svg);
    expect(labels.filter((label) => label.includes("no scored trial"))).toHaveLength(4);
    expect(labels).toContain(
      "embedded:reference+window:512, length 4,096, depth 20 %: no scored trial, 40 unscored",
    );
    expect(svg.match(/stroke="#9a9a9a"/g)?.length).toBeGreaterThan(0);
    const whole = await draw("heat-map", madeFindings({ models: ["embedded:reference"], lengths: [256] }));
    expect(whole).not.toContain("#9a9a9a");
  });

  it("draw at realised depths, and name the asked one where it differs", async () => {
    const group = { model: "a:b", task: "needle", length: 256 };
    const rows = [0, 0.5, 1].map((depth): Row => {
      const realisedDepth = depth === 0.5 ? 0.44 : depth;
      return {
        name: "recall",
        group: { ...group, depth, realisedDepth },
        estimate: share(9, 10),
        unscored: 0,
      };
    });
    const findings = [{ name: "recall-by-length-and-depth", question: "?", rows, cautions: [] }];
    const data = chartOf("heat-map", findings)?.spec.data as { values: { left: number }[] } | undefined;
    expect(data?.values.map(({ left }) => Number(left.toFixed(3)))).toEqual([-0.22, 0.22, 0.72]);
    expect(labelsOf(await draw("heat-map", findings))[1]).toContain("depth 44 % (asked 50 %)");
  });

  it("name the count and share of what was not scored in the caption", () => {
    const findings = madeFindings({ models: ["embedded:reference+window:512"], lengths: [4096] });
    expect(chartOf("heat-map", findings)?.caption).toBe(
      "n = 37 to 40 scored trials in each cell (small figure). Intervals: Wilson 95 %. 43 of 440 trials were not scored and are in no rate.",
    );
  });

  it("mark simulated models by id, by row and by style", () => {
    const rows = [
      { group: { model: "simulated:u", task: "t" } },
      { group: { model: "replay:x", task: "t", simulated: true } },
      { group: { model: "replay:y", task: "t" } },
      { group: { model: "ollama:z", task: "t" } },
    ].map((row) => ({ ...row, name: "recall", unscored: 0 }));
    const series = seriesOf(rows, { ...defaultStyle, simulated: ["replay:y"] });
    expect(series.map((s) => s.label.endsWith(" (simulated)"))).toEqual([true, true, true, false]);
    expect(chartOf("heat-map", madeFindings({ models: ["simulated:u"] }))?.caption).toContain(
      "no language model ran",
    );
  });

  it("tell series apart without colour", () => {
    const rows = Array.from({ length: 30 }, (_, i) => ({
      name: "recall",
      unscored: 0,
      group: { model: `m:${i}`, task: "t" },
    }));
    const looks = seriesOf(rows, defaultStyle).map(({ shape, dash }) => JSON.stringify([shape, dash]));
    expect(new Set(looks).size).toBe(30);
  });

  it("name the task where several are shown", async () => {
    const findings = madeFindings({
      models: ["embedded:reference"],
      lengths: [256],
      tasks: ["needle", "key-value"],
    });
    const svg = await draw("recall-by-depth", findings);
    // Of one model, which the caption names.
    expect(svg).toContain("Model: embedded:reference. n = ");
    expect(svg).toContain('aria-label="needle, length 256');
    const both = madeFindings({
      models: ["embedded:reference", "simulated:u"],
      lengths: [256],
      tasks: ["needle", "key-value"],
    });
    const of = await draw("recall-by-depth", both);
    expect(of).toContain("embedded:reference \u00b7 needle, length 256");
    expect(of).toContain("embedded:reference \u00b7 key-value, length 256");
    expect(of).not.toContain("Model:");
  });

  it.each(["constructor", "toString"])("draw a model that is named %s", async (name) => {
    const findings = madeFindings({ models: [name], lengths: [256] });
    expect(await draw("recall-by-depth", findings)).toContain(`&quot;${name}&quot;`);
  });

  it("count trials once, whatever they are drawn in", () => {
    const group = { model: "m", task: "needle" };
    const reached = { value: 512, low: 512, high: 512, n: 90, method: "" };
    const bars = ["absolute (85.6 %)", "relative (85 % of base)", "worst-depth (50 %)"].map((name) => ({
      group,
      name,
      estimate: reached,
      unscored: 10,
    }));
    const held = { name: "effective-length", question: "", rows: bars, cautions: [] };
    expect(chartOf("effective-length", [held])?.caption).toContain(" 10 trials were not scored");
    const gap = { value: 0.1, low: 0, high: 0.2, n: 8, method: "bootstrap 95 %" };
    const rows = [{ group: { ...group, length: 512 }, name: "middle gap", estimate: gap, unscored: 1 }];
    expect(chartOf("middle-gap", [{ ...held, name: "middle-gap", rows }])?.caption).toContain(
      " 1 trial at the edges and in the middle was not scored and is in no rate.",
    );
  });

  it("say how many of many tasks a slide has room for, and which have no base", () => {
    const tasks = Array.from({ length: 20 }, (_, i) => `task-${i}`);
    const slide = { ...defaultStyle, look: SLIDE };
    const many = madeFindings({ models: ["embedded:reference"], tasks, lengths: [256], depths: [0, 0.5, 1] });
    const caption = charts.find(({ name }) => name === "recall-by-depth")?.make(many, slide)?.caption;
    expect(caption).toMatch(/ 8 of 20 tasks and models are drawn\.$/);
    const row = (task: string, name: string, value: number) => ({
      group: { model: "m", task },
      name,
      estimate: { value, low: value, high: value, n: 9, method: "" },
      unscored: 0,
    });
    const rows = tasks.flatMap((task, i) => [
      row(task, "absolute (85.6 %)", i === 19 ? 512 : 0),
      ...(i === 0 ? [] : [row(task, "relative (85 % of base)", 0)]),
    ]);
    const held = [{ name: "effective-length", question: "", rows, cautions: [] }];
    const drawn = charts.find(({ name }) => name === "effective-length")?.make(held, slide);
    const { values = [] } = (drawn?.spec.data ?? {}) as { values?: readonly Record<string, unknown>[] };
    const names = [...new Set(values.map(({ series }) => series))];
    expect(names.toSorted()).toEqual(["task-0", "task-1", "task-19", "task-2", "task-3", "task-4"]);
    expect(
      values.find(({ series, bar }) => series === "task-0" && bar === "relative (85 % of base)")?.text,
    ).toBe("no base");
    expect(drawn?.caption).toMatch(/ 6 of 20 tasks and models are drawn\.$/);
  });

  it("give each of many tasks a panel of its own, with its own floor and ceiling", async () => {
    const tasks = Array.from({ length: 9 }, (_, i) => `task-${i}`);
    const many = madeFindings({
      models: ["embedded:reference"],
      tasks,
      lengths: [256, 1024],
      depths: [0, 0.5, 1],
    });
    const spec = chartOf("recall-by-depth", many)?.spec ?? {};
    const { values } = spec.data as { values: readonly Record<string, unknown>[] };
    const panels = [...new Set(values.map(({ panel }) => panel))];
    expect(panels).toEqual(tasks);
    const own = values.filter(({ panel }) => panel === panels[4]);
    expect([...new Set(own.filter(({ kind }) => kind === "point").map(({ series }) => series))]).toEqual([
      "256 tokens",
      "1,024 tokens",
    ]);
    const references = own.filter(({ kind }) => kind === "reference");
    expect(references.map(({ short }) => short)).toEqual(["floor", "ceiling"]);
    expect(String(references[0]?.label)).toContain("floor of task-4");
  });

  it("leave the gap of a task above the ability undrawn, and say so", () => {
    const made = madeFindings({
      models: ["embedded:reference"],
      tasks: ["needle", "counting"],
      lengths: [256],
    });
    const above = made.map((finding) => ({
      ...finding,
      rows: finding.rows.map((row) =>
        row.name === "verdict" && row.group.task === "counting"
          ? { ...row, verdict: "above its ability" }
          : row,
      ),
    }));
    const chart = chartOf("middle-gap", above);
    expect(chart?.caption).toContain("Not drawn, above the model's ability: 1 of 2.");
    expect(JSON.stringify(chart?.spec)).not.toContain("counting");
  });

  it("stay readable on a 35 x 35 grid: numbers go, labels stay", async () => {
    const many = Array.from({ length: 35 }, (_, i) => i);
    const findings = madeFindings({
      models: ["simulated:u"],
      lengths: many.map((i) => 256 + 100 * i),
      depths: many.map((i) => i / 34),
    });
    const svg = await draw("heat-map", findings);
    expect(labelsOf(svg)).toHaveLength(35 * 35);
    expect(svg).not.toContain("small figure");
    expect(Number(/ width="(\d+)/.exec(svg)?.[1])).toBeLessThan(1000);
    const curves = chartOf("recall-by-depth", findings);
    const facet = curves?.spec.facet as { sort: string[] } | undefined;
    expect(facet?.sort).toHaveLength(8);
    expect([facet?.sort[0], facet?.sort.at(-1)]).toEqual(["256 tokens", "3,656 tokens"]);
  });
});
