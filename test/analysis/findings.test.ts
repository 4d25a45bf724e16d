import { describe, expect, it } from "vitest";
import { analyses, defaultAnalysisOptions as options } from "../../src/analysis/index.ts";
import type { Trial } from "../../src/record.ts";
import { wilson } from "../../src/stats/wilson.ts";
import { edgesAndMiddle, simulateTrials } from "../simulate.ts";

function findingOf(name: string, trials: readonly Trial[]) {
  const analysis = analyses.find((one) => one.name === name);
  if (analysis === undefined) throw new Error(`no analysis ${name}`);
  return analysis.run(trials, options);
}

const rowsOf = (name: string, trials: readonly Trial[]) => findingOf(name, trials).rows;

describe("the registry", () => {
  it("holds unique names, one question each, and every finding says its own", () => {
    const names = analyses.map((one) => one.name);
    expect(new Set(names).size).toBe(names.length);
    const trials = simulateTrials({ documents: 3 });
    for (const analysis of analyses) {
      const { name, question } = analysis.run(trials, options);
      expect([name, question]).toEqual([analysis.name, analysis.question]);
      expect(question).toMatch(/^[A-Z].*\?$/);
    }
  });

  it("takes an empty record, and one without a scored trial", () => {
    const lost = simulateTrials({ documents: 3, lost: () => 1 });
    for (const analysis of analyses) {
      expect(analysis.run([], options).rows).toEqual([]);
      expect(analysis.run([], options).cautions.join()).toContain("nothing can be said");
      for (const row of analysis.run(lost, options).rows)
        if (!row.name.startsWith("unscored")) expect(row.estimate).toBeUndefined();
    }
  });

  it("gives plain data: a finding survives JSON", () => {
    const trials = simulateTrials({ recall: edgesAndMiddle(0.9, 0.4), documents: 8, lost: () => 0.1 });
    for (const analysis of analyses) {
      const finding = analysis.run(trials, options);
      expect(JSON.parse(JSON.stringify(finding))).toEqual(finding);
    }
  });
});

describe("recall", () => {
  const trials = [
    ...simulateTrials({
      lengths: [256, 1024],
      recall: edgesAndMiddle(1, 0),
      documents: 10,
      lost: (d) => +(d === 0.3),
    }),
    ...simulateTrials({ arm: "closed-book", recall: () => 0, documents: 10, depths: [0] }),
    ...simulateTrials({ arm: "oracle", recall: () => 1, documents: 10, depths: [0] }),
  ];

  it("by length and depth: asked and realised, n, and what was not scored", () => {
    const rows = rowsOf("recall-by-length-and-depth", trials);
    expect(rows).toHaveLength(22);
    expect(rows[0]).toEqual({
      group: {
        model: "simulated:u",
        task: "needle",
        length: 256,
        depth: 0,
        simulated: true,
        realisedDepth: expect.closeTo(0.004, 9),
        realisedLength: 253,
      },
      name: "recall",
      estimate: { value: 1, ...wilson(10, 10), n: 10, method: "Wilson 95 %" },
      unscored: 0,
    });
    expect(rows[3]?.estimate).toBeUndefined();
    expect(rows[3]?.unscored).toBe(10);
  });

  it("by depth: each length, then all lengths together", () => {
    const rows = rowsOf("recall-by-depth", trials);
    expect(rows.map((row) => row.group.length)).toEqual([
      ...new Array(11).fill(256),
      ...new Array(11).fill(1024),
      ...new Array(11).fill("all"),
    ]);
    expect(rows[22]?.estimate?.n).toBe(20);
  });

  it("by length: trials of one document that agree count for less than they are", () => {
    const alike = simulateTrials({ recall: () => 0.5, likeness: 1, documents: 40 });
    const estimate = rowsOf("recall-by-length", alike)[0]?.estimate;
    expect(estimate?.n).toBe(440);
    expect(estimate?.method).toMatch(/^Wilson 95 %, effective n (37|38) \(documents: 40\)$/);
    const { low, high } = wilson(20, 40);
    expect((estimate?.high ?? 0) - (estimate?.low ?? 0)).toBeCloseTo(high - low, 1);
  });

  it("of several needles: bootstrap of documents; Wilson where documents are alike", () => {
    const some = rowsOf(
      "recall-by-length",
      simulateTrials({ recall: () => 0.6, needles: 3, documents: 30 }),
    )[0];
    expect(some?.estimate?.method).toBe("cluster bootstrap BCa 95 %, 10,000 draws");
    expect(some?.estimate?.low).toBeGreaterThan(0.5);
    expect(some?.estimate?.high).toBeLessThan(0.7);
    const half = simulateTrials({ recall: () => 0.5, documents: 6, depths: [0.5] }).map((trial) => ({
      ...trial,
      score: { recall: 0.5, found: [true, false] },
    }));
    const alike = rowsOf("recall-by-length", half)[0]?.estimate;
    expect(alike).toEqual({ value: 0.5, ...wilson(3, 6), n: 6, method: "Wilson 95 %, documents as n" });
  });

  it("baselines: floor and ceiling, which enter no curve", () => {
    expect(
      rowsOf("baselines", trials).map((row) => [row.name, row.estimate?.value, row.estimate?.n]),
    ).toEqual([
      ["floor", 0, 10],
      ["ceiling", 1, 10],
    ]);
  });
});

describe("worst depth", () => {
  it("says where, how low with an interval over all depths, and that depths differ", () => {
    const [row] = rowsOf(
      "worst-depth",
      simulateTrials({ recall: (d) => (d === 0.7 ? 0.1 : 0.95), documents: 30 }),
    );
    expect(row?.group.depth).toBe(0.7);
    expect(row?.estimate?.p).toBeLessThan(0.001);
    const { value = 0, low, high } = row?.estimate ?? {};
    expect({ low, high }).toEqual(wilson(value * 30, 30, 0.95 ** (1 / 11)));
    expect(row?.sentence).toMatch(
      /^Recall depends on depth \(p < 0\.001\): at 1,024 tokens the lowest of 11 is \d+ % at depth 0\.7\.$/,
    );
  });

  it("does not make a difference of chance", () => {
    const [row] = rowsOf("worst-depth", simulateTrials({ recall: () => 0.8, documents: 30 }));
    expect(row?.estimate?.p).toBeGreaterThan(0.05);
    expect(row?.sentence).toMatch(/^No depth is shown to differ/);
  });
});

describe("effective length", () => {
  const at = (recalls: Record<number, number>) =>
    simulateTrials({
      lengths: Object.keys(recalls).map(Number),
      documents: 40,
      // Every tenth of documents is decided, so that a share is met exactly at each depth.
    }).map((trial) => {
      const hit = trial.cell.seed <= Math.round((recalls[trial.cell.contextLength] ?? 0) * 40);
      return { ...trial, score: { recall: +hit, found: [hit] } };
    });
  const summary = (trials: readonly Trial[]) =>
    rowsOf("effective-length", trials).map((row) => [row.name, row.estimate?.value, row.verdict]);

  it("is the last length before the first failure, by each bar", () => {
    expect(summary(at({ 512: 1, 1024: 0.95, 2048: 0.85, 4096: 0.6, 8192: 0 }))).toEqual([
      ["absolute (85.6 %)", 1024, "found"],
      ["relative (85 % of base)", 2048, "found"],
      ["worst-depth (50 %)", 2048, "found"],
    ]);
  });

  it("is at least the longest where all hold, and has no value where the shortest fails", () => {
    expect(summary(at({ 512: 1, 1024: 1 }))).toEqual([
      ["absolute (85.6 %)", 1024, "at least"],
      ["relative (85 % of base)", 1024, "at least"],
      ["worst-depth (50 %)", 1024, "at least"],
    ]);
    expect(summary(at({ 512: 0.5 }))).toEqual([
      ["absolute (85.6 %)", undefined, "below the shortest"],
      ["worst-depth (50 %)", undefined, "below the shortest"],
    ]);
    expect(rowsOf("effective-length", at({ 512: 0, 1024: 0 })).map((row) => row.name)).not.toContain(
      "relative (85 % of base)",
    );
  });

  it("stops at the first failure and names a longer length that passes again", () => {
    const { rows, cautions } = findingOf("effective-length", at({ 512: 1, 1024: 0.5, 2048: 1 }));
    expect(rows[0]?.estimate?.value).toBe(512);
    expect(rows[0]?.sentence).toBe(
      "512 tokens: mean recall of 85.6 % is reached at every measured length up to there. It is reached again at 2,048.",
    );
    expect(cautions.join()).toContain("absolute (85.6 %) fails and is reached again at 2,048 tokens");
  });

  it("has the best of the lengths up to 1,024 as its base, or the shortest where that is longer", () => {
    const relative = (recalls: Record<number, number>) =>
      findingOf("effective-length", at(recalls)).rows.find(({ name }) => name.startsWith("relative"));
    expect(relative({ 512: 0.7, 1024: 0.9, 2048: 0.8, 4096: 0.7 })?.sentence).toMatch(
      /^Below 512 tokens, the shortest measured: 85 % of the base \(90 %\) is not reached there\. It is reached again at 1,024, 2,048\.$/,
    );
    expect(relative({ 512: 0.8, 2048: 1, 4096: 0.7 })).toMatchObject({
      verdict: "at least",
      estimate: { value: 4096 },
    });
    expect(relative({ 2048: 0.8, 4096: 1, 8192: 0.7 })).toMatchObject({
      verdict: "at least",
      estimate: { value: 8192 },
    });
    expect(relative({ 2048: 1, 4096: 0.8 })).toMatchObject({ verdict: "found", estimate: { value: 2048 } });
    expect(relative({ 512: 1, 1024: 1 })?.sentence).toBe(
      "At least 1,024 tokens: 85 % of the base (100 %) is reached at every measured length up to there.",
    );
  });

  it("by the worst depth is that of the lowest lower bound of all depths, of lengths whose depths are known", () => {
    const trials = simulateTrials({ lengths: [512, 1024], documents: 40, recall: () => 1 }).map((trial) => {
      const { depth, contextLength } = trial.cell;
      const recall = Number(contextLength === 512 || depth !== 0.5 || trial.cell.seed <= 20);
      return { ...trial, score: { recall, found: [recall === 1] } };
    });
    const worst = (some: readonly Trial[]) =>
      findingOf("effective-length", some).rows.find(({ name }) => name.startsWith("worst"));
    expect(worst(trials)).toEqual({
      group: { model: "simulated:u", task: "needle", simulated: true },
      name: "worst-depth (50 %)",
      estimate: {
        value: 512,
        low: 512,
        high: 512,
        n: 880,
        method: "longest length before the first failure; bounds from recall's at 95 %",
      },
      unscored: 0,
      verdict: "found",
      sentence:
        "512 tokens: a 95 % lower bound of 50 % at every depth is reached at every measured length up to there.",
    });
    const unplaced = trials.map((trial) =>
      trial.cell.contextLength === 1024 && trial.cell.seed === 3
        ? { ...trial, actual: { ...trial.actual, depthUnknown: true as const } }
        : trial,
    );
    expect(worst(unplaced)).toMatchObject({ verdict: "at least", estimate: { value: 512, n: 440 } });
  });

  it("has the lengths at which the ends of recall's interval hold as its ends", () => {
    const [row] = rowsOf("effective-length", at({ 512: 1, 1024: 0.9, 2048: 0.8, 4096: 0.1 }));
    expect([row?.estimate?.low, row?.estimate?.value, row?.estimate?.high]).toEqual([512, 1024, 2048]);
  });
});

describe("unscored", () => {
  it("counts each status, and is quiet where all were scored", () => {
    expect(rowsOf("unscored", simulateTrials({ documents: 5 }))).toEqual([]);
    const trials = [
      ...simulateTrials({ documents: 20, lost: () => 0.2, lostAs: "truncated" }),
      ...simulateTrials({ documents: 20, lost: () => 0.1, lostAs: "refused", seed: 2, lengths: [2048] }),
    ];
    const rows = rowsOf("unscored", trials);
    const lost = (status: string) => trials.filter((trial) => trial.status === status).length;
    expect(rows.map((row) => [row.group.status, row.unscored, row.verdict])).toEqual([
      ["refused", lost("refused"), undefined],
      ["truncated", lost("truncated"), undefined],
      [undefined, lost("refused") + lost("truncated"), "not shown to depend on depth"],
    ]);
    expect(rows[0]?.estimate?.n).toBe(440);
  });

  it("finds that depth decides who is scored", () => {
    const { rows, cautions } = findingOf(
      "unscored",
      simulateTrials({ documents: 20, lost: (d) => (d > 0.8 ? 0.4 : 0.02) }),
    );
    const series = rows.find(({ name }) => name === "unscored by depth");
    expect(series?.verdict).toBe("depends on depth");
    expect(series?.estimate?.p).toBeLessThan(0.01);
    expect(cautions.join()).toContain("the curve is not to be trusted");
  });

  const lostAt = (lost: (depth: number, length: number) => number) =>
    rowsOf("unscored", simulateTrials({ documents: 40, lengths: [512, 1024, 4096], lost })).filter(
      ({ name }) => name !== "unscored",
    );

  it("finds losses of two lengths that cancel out, each at its own length", () => {
    const isMiddle = (depth: number): boolean => depth >= 0.4 && depth <= 0.6;
    const [series, ...lengths] = lostAt((depth, length) =>
      length === 4096 ? (isMiddle(depth) ? 0.5 : 0) : length === 1024 ? (isMiddle(depth) ? 0 : 0.5) : 0,
    );
    expect(series?.sentence).toBe(
      "Whether a trial was scored depends on its depth at 1,024, 4,096 tokens (p < 0.001): these curves are not to be trusted.",
    );
    expect(lengths.map(({ group }) => group.length)).toEqual([1024, 4096]);
  });

  it("distrusts a curve by chance in at most 5 % of 500 runs, whatever length lost how much", {
    tags: "simulation",
  }, () => {
    const fast = { ...options, bootstrapDraws: 200 };
    const unscored = analyses.find(({ name }) => name === "unscored");
    const alarms = Array.from({ length: 500 }, (_, run) => {
      const lost = (_: number, length: number): number => ({ 512: 0.3, 1024: 0.02, 2048: 0.1 })[length] ?? 0;
      const lengths = [512, 1024, 2048, 4096];
      const trials = simulateTrials({
        documents: 12,
        lengths,
        depths: [0, 0.25, 0.5, 0.75, 1],
        lost,
        seed: 1000 + run,
      });
      return unscored?.run(trials, fast).rows.some(({ verdict }) => verdict === "depends on depth");
    }).filter(Boolean);
    // 99.5 % quantile of Binomial(500, 0.05).
    expect(alarms.length).toBeLessThanOrEqual(38);
  });

  it("says nothing of the lengths that lost none", () => {
    const [series, ...lengths] = lostAt((depth, length) => (length === 1024 && depth > 0.7 ? 0.5 : 0));
    expect(series?.sentence).toMatch(/at 1,024 tokens \(p < 0\.001\): that curve is not to be trusted\.$/);
    expect(lengths.map(({ group }) => group.length)).toEqual([1024]);
  });

  it("finds a loss that is small at each length and alike at all", () => {
    const lengths5 = [512, 1024, 2048, 4096, 8192];
    const trials = simulateTrials({ documents: 6, lengths: lengths5 }).map((trial): Trial => {
      const { score, ...rest } = trial;
      return trial.cell.seed === 1 && trial.cell.depth === 0.5 ? { ...rest, status: "failed" } : trial;
    });
    const [series, ...lengths] = rowsOf("unscored", trials).filter(({ name }) => name !== "unscored");
    expect(series?.sentence).toMatch(
      /depends on its depth over all lengths \(p < 0\.001\): these curves are not to be trusted\.$/,
    );
    expect(lengths.map(({ group }) => group.length)).toEqual(lengths5);
  });
});

describe("what was not scored", () => {
  const trials = ["b", "a"].flatMap((task) =>
    simulateTrials({ task, documents: 10, depths: [0, 1] }).map((trial, i): Trial => {
      const { score: _, ...rest } = trial;
      return i < (task === "a" ? 5 : 2) ? { ...rest, status: i === 0 ? "skipped" : "truncated" } : trial;
    }),
  );

  it("is a share of all that were asked of a task, by status and in all", () => {
    const group = { model: "simulated:u", task: "a", simulated: true };
    const rows = rowsOf("unscored", trials);
    expect(rows.map((row) => [row.group.task, row.name, row.group.status, row.unscored])).toEqual([
      ["a", "unscored", "truncated", 4],
      ["a", "unscored", "skipped", 1],
      ["a", "unscored by depth", undefined, 5],
      ["b", "unscored", "truncated", 1],
      ["b", "unscored", "skipped", 1],
      ["b", "unscored by depth", undefined, 2],
    ]);
    expect(rows[0]).toEqual({
      group: { ...group, status: "truncated" },
      name: "unscored",
      estimate: { value: 4 / 20, ...wilson(4, 20), n: 20, method: "Wilson 95 %" },
      unscored: 4,
      sentence: "4 of 20 trials were truncated.",
    });
    expect(rows[2]).toMatchObject({ group, estimate: { value: 5 / 20, ...wilson(5, 20), n: 20 } });
    expect(findingOf("unscored", trials).cautions.join()).not.toContain("depend");
  });

  it("is not asked by depth where depths are not known", () => {
    const unplaced = trials.map((trial) => ({
      ...trial,
      actual: { ...trial.actual, depthUnknown: true as const },
    }));
    expect(rowsOf("unscored", unplaced).filter(({ name }) => name === "unscored by depth")).toEqual([]);
  });
});
