import { describe, expect, it } from "vitest";
import { needlePositions } from "../../src/analysis/needle-positions.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { createRng } from "../../src/random.ts";
import type { Trial } from "../../src/record.ts";
import { simulateTrials } from "../simulate.ts";

const options = { ...defaultAnalysisOptions, bootstrapDraws: 400 };

/** Four needles a context at depths of their own; `recall` by the depth of each, some luck shared by document. */
function spread(recall: (depth: number) => number, seed: string, documents = 40): Trial[] {
  const rng = createRng(seed);
  return simulateTrials({ depths: [0.5], documents, needles: 4 }).map((trial) => {
    const luck = rng.float();
    const goldDepths = Array.from({ length: 4 }, () => rng.float());
    const found = goldDepths.map((depth) => (rng.float() < 0.5 ? luck : rng.float()) < recall(depth));
    return {
      ...trial,
      actual: { ...trial.actual, goldDepths },
      score: { recall: found.filter(Boolean).length / 4, found },
    };
  });
}

describe("needles of one context", () => {
  it("are counted where each stands, not where the first was asked to", () => {
    const { rows } = needlePositions.run(
      spread((depth) => Number(depth < 0.3 || depth >= 0.7), "holes"),
      options,
    );
    const bins = rows.filter(({ name }) => name === "needle recall");
    expect(bins.map(({ group }) => group.depth)).toEqual([
      0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85, 0.95,
    ]);
    expect(bins.map(({ estimate }) => estimate?.value)).toEqual([1, 1, 1, 0, 0, 0, 0, 1, 1, 1]);
    expect(bins.reduce((sum, { estimate }) => sum + (estimate?.n ?? 0), 0)).toBe(160);
    const last = rows.at(-1);
    expect(last).toMatchObject({ name: "needle position", verdict: "depends on position" });
    expect(last?.sentence).toMatch(
      /depends on where they stand \(p = 0\.00\d\): the lowest is 0 % around depth 0\.35\./,
    );
  });

  it("do not depend on where they stand where only their length does, though one length has them elsewhere", () => {
    // Everything is found at the short length and half at the long one, whose needles mostly stand at the start.
    const at = (length: number, depths: readonly number[], share: number) =>
      simulateTrials({
        lengths: [length],
        depths: [0.5],
        documents: 30,
        needles: 4,
        recall: () => share,
      }).map((trial) => ({ ...trial, actual: { ...trial.actual, goldDepths: depths } }));
    const record = [...at(1024, [0.75, 0.85, 0.95, 0.05], 1), ...at(4096, [0.05, 0.15, 0.25, 0.95], 0.5)];
    const last = needlePositions.run(record, options).rows.at(-1);
    expect(last?.verdict).toBe("not shown to depend on position");
    expect(last?.estimate?.p).toBeGreaterThan(0.05);
  });

  it("are not told of where there is one, where depths are not known, or where they do not match", () => {
    const trials = spread(() => 0.5, "none", 4);
    const changed = (actual: Partial<Trial["actual"]>) =>
      trials.map((trial) => ({ ...trial, actual: { ...trial.actual, ...actual } }));
    for (const record of [
      simulateTrials({ documents: 4 }),
      changed({ depthUnknown: true }),
      changed({ goldDepths: [0.1, 0.2] }),
    ])
      expect(needlePositions.run(record, options).rows).toEqual([]);
  });

  it("that all stand in one tenth say nothing about position; unscored ones are counted", () => {
    const lost = simulateTrials({ depths: [0.5], documents: 20, needles: 2, lost: () => 0.3 }).map(
      (trial) => ({
        ...trial,
        actual: { ...trial.actual, goldDepths: [0.51, 0.52] },
      }),
    );
    const { rows } = needlePositions.run(lost, options);
    const unscored = lost.filter(({ status }) => status !== "scored").length * 2;
    expect(rows.map(({ name, verdict, unscored: n }) => [name, verdict, n])).toEqual([
      ["needle recall", undefined, unscored],
      ["needle position", "not tested", unscored],
    ]);
  });

  it("raise a false alarm in at most 5 % of 500 runs", { tags: "simulation" }, () => {
    const fast = { ...options, bootstrapDraws: 200 };
    const alarms = Array.from({ length: 500 }, (_, run) =>
      needlePositions
        .run(
          spread(() => 0.7, `alarm/${run}`, 25),
          fast,
        )
        .rows.at(-1),
    ).filter((row) => row?.verdict === "depends on position");
    // 99.5 % quantile of Binomial(500, 0.05).
    expect(alarms.length).toBeLessThanOrEqual(38);
  });

  it("stand in the tenth whose bounds hold them, rounding aside, and 1 in the last", () => {
    const depths = [0, 0.1, 0.3, 0.7, 0.1 * 3, 0.999, 1];
    const trials = simulateTrials({ depths: [0.5], documents: 6, needles: 7 }).map((trial) => ({
      ...trial,
      actual: { ...trial.actual, goldDepths: depths },
      score: { recall: 0.5, found: [true, true, false, true, true, true, true] },
    }));
    const { rows } = needlePositions.run(trials, options);
    expect(
      rows.slice(0, -1).map(({ group, estimate }) => [group.depth, estimate?.n, estimate?.value]),
    ).toEqual([
      [0.05, 6, 1],
      [0.15, 6, 1],
      [0.35, 12, 0.5],
      [0.75, 6, 1],
      [0.95, 12, 1],
    ]);
    const last = rows.at(-1);
    expect(last?.group).toEqual({ model: "simulated:u", task: "needle", simulated: true });
    expect(last?.estimate).toMatchObject({ value: 36 / 42, n: 42 });
    expect(last?.estimate?.method).toMatch(
      /^Wilson 95 %, effective n \d+ \(documents: 6\); p: permutation within documents, each length by itself$/,
    );
    expect(last?.sentence).toContain("the lowest is 50 % around depth 0.35.");
  });

  it("are not shown to depend on it where they do not, and a tenth without a score is no lowest one", () => {
    const even = needlePositions
      .run(
        spread(() => 0.7, "even"),
        options,
      )
      .rows.at(-1);
    expect(even?.verdict).toBe("not shown to depend on position");
    expect(even?.estimate?.p).toBeGreaterThan(0.05);
    expect(even?.sentence).toMatch(/^No tenth of the context is shown to differ from the others \(p = /);
    const trials = spread(() => 1, "some", 12).map((trial, i): Trial => {
      const { score: _, ...rest } = trial;
      const goldDepths = i < 6 ? [0.05, 0.95] : [0.05, 0.45];
      const placed = { ...trial.actual, goldDepths };
      return i < 6
        ? {
            ...rest,
            actual: placed,
            status: "truncated",
            ...(i === 0 && { score: { recall: 1, found: [true, true] } }),
          }
        : { ...trial, actual: placed, score: { recall: 0.5, found: [true, i % 3 > 0] } };
    });
    const { rows } = needlePositions.run(trials, options);
    expect(rows.map(({ group, estimate, unscored }) => [group.depth, estimate?.n, unscored])).toEqual([
      [0.05, 6, 6],
      [0.45, 6, 0],
      [0.95, undefined, 6],
      [undefined, 12, 12],
    ]);
    expect(rows.at(-1)?.sentence).toContain("the lowest is 67 % around depth 0.45.");
  });
});
