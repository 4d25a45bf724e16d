import { describe, expect, it } from "vitest";
import { bySeries, type Entry, gathered } from "../../src/analysis/gathered.ts";
import { createRng } from "../../src/random.ts";
import type { Trial } from "../../src/record.ts";
import { simulateTrials } from "../simulate.ts";

const recall = ({ cell, score }: Trial): Entry[] => [{ group: { depth: cell.depth }, value: score?.recall }];
const scored = (
  trials: readonly Trial[],
  recallOf: (trial: Trial, i: number) => number | undefined,
): Trial[] =>
  trials.map((trial, i): Trial => {
    const value = recallOf(trial, i);
    const { score: _, ...rest } = trial;
    return value === undefined
      ? { ...rest, status: "failed" }
      : { ...rest, score: { recall: value, found: [] } };
  });
const base = simulateTrials({ documents: 3, depths: [0.5, 0] });

describe("what is gathered", () => {
  it("are sums by group and document, in order, with what was not scored and whether a value was a fraction", () => {
    const trials = scored([...base, ...base], (trial, i) =>
      trial.cell.seed === 2 ? undefined : trial.cell.depth === 0 ? Number(i < 6) : 0.25,
    );
    const part = (document: number, sum: number, n: number) => ({
      document: `expedition-log@1#${document}`,
      recall: sum,
      scored: n,
    });
    const marks = { model: "simulated:u", task: "needle", simulated: true };
    const groups = gathered(trials.toReversed(), recall).map((one) => ({ ...one, parts: [...one.parts] }));
    expect(groups).toEqual([
      {
        model: "simulated:u",
        task: "needle",
        group: { ...marks, depth: 0 },
        parts: [part(1, 1, 2), part(2, 0, 0), part(3, 1, 2)],
        fractional: false,
        unscored: 2,
      },
      {
        model: "simulated:u",
        task: "needle",
        group: { ...marks, depth: 0.5 },
        parts: [part(1, 0.5, 2), part(2, 0, 0), part(3, 0.5, 2)],
        fractional: true,
        unscored: 2,
      },
    ]);
  });

  it("is marked simulated or estimated where any trial is, and else not", () => {
    const groupOf = (...trials: Trial[]) => gathered(trials, () => [{ group: {}, value: 1 }])[0]?.group;
    const [real, made, about] = [{ simulated: false }, {}, { simulated: false, estimated: true }].map(
      (truth) => simulateTrials({ documents: 1, depths: [0], ...truth })[0] as Trial,
    ) as [Trial, Trial, Trial];
    const bare = { model: "simulated:u", task: "needle" };
    expect(groupOf(real)).toEqual(bare);
    expect(groupOf(real, made)).toEqual({ ...bare, simulated: true });
    expect(groupOf(made, real)).toEqual({ ...bare, simulated: true });
    expect(groupOf(about, real)).toEqual({ ...bare, estimated: true });
  });

  it("is sorted by model, task, how many fields a group has, and these; other arms are left out", () => {
    const all = [
      ...simulateTrials({ model: "b", task: "x", documents: 1, lengths: [2048, 512], depths: [1, 0] }),
      ...simulateTrials({ model: "b", task: "a", documents: 1, lengths: [512], depths: [0] }),
      ...simulateTrials({ model: "a", task: "z", documents: 1, lengths: [512], depths: [0] }),
      ...simulateTrials({ model: "c", arm: "oracle", documents: 1 }),
    ];
    function* read({ cell: { contextLength: length, depth } }: Trial): Generator<Entry> {
      yield { group: { length, depth }, value: 1 };
      yield { group: { length }, value: 1 };
    }
    const groupsOf = (trials: readonly Trial[]) =>
      gathered(trials, read).map(({ group }) => [group.model, group.task, group.length, group.depth]);
    const wanted = [
      ["a", "z", 512, undefined],
      ["a", "z", 512, 0],
      ["b", "a", 512, undefined],
      ["b", "a", 512, 0],
      ["b", "x", 512, undefined],
      ["b", "x", 2048, undefined],
      ["b", "x", 512, 0],
      ["b", "x", 512, 1],
      ["b", "x", 2048, 0],
      ["b", "x", 2048, 1],
    ];
    for (const seed of [1, 2, 3]) expect(groupsOf(createRng(seed).shuffle(all))).toEqual(wanted);
    const series = bySeries(gathered(all, read));
    expect(series.map((one) => [one[0]?.model, one[0]?.task, one.length])).toEqual([
      ["a", "z", 2],
      ["b", "a", 2],
      ["b", "x", 6],
    ]);
    expect(bySeries([])).toEqual([]);
  });
});
