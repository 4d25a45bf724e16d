import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countTrials, families, MAX_TRIALS } from "../../src/run/plan.ts";
import { echoModel, echoSweep, echoTask } from "./stand-ins.ts";

const anySweep = fc
  .record({
    lengths: fc.uniqueArray(fc.integer({ min: 32, max: 5000 }), { minLength: 1, maxLength: 4 }),
    depths: fc.uniqueArray(
      fc.integer({ min: 0, max: 100 }).map((d) => d / 100),
      { minLength: 1, maxLength: 6 },
    ),
    trials: fc.integer({ min: 1, max: 4 }),
    seed: fc.integer({ min: 0, max: 1000 }),
    baselines: fc.boolean(),
    tasks: fc
      .uniqueArray(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 3 })
      .map((ks) =>
        ks.map((distractors) => ({ task: echoTask, factors: { ...echoTask.factors, distractors } })),
      ),
  })
  .map(echoSweep);
const model = echoModel();

describe("families", () => {
  it("are of one task, length and seed, deepest first, and hold every cell once", () => {
    fc.assert(
      fc.property(anySweep, (sweep) => {
        const all = [...families(sweep, model)];
        const trials = all.flatMap((family) => family.trials);
        expect(trials).toHaveLength(countTrials(sweep));
        expect(new Set(trials.map(({ id }) => id)).size).toBe(trials.length);
        for (const { trials: members } of all) {
          const [{ cell: first }] = members as [(typeof members)[number]];
          const depths = members.map(({ cell }) => cell.depth);
          expect(depths).toEqual([...depths].sort((a, b) => b - a));
          for (const { cell } of members)
            expect([cell.task, cell.contextLength, cell.seed]).toEqual([
              first.task,
              first.contextLength,
              first.seed,
            ]);
        }
        const cells = trials.filter(({ cell }) => cell.factors.arm === "context");
        expect(cells).toHaveLength(
          sweep.tasks.length * sweep.lengths.length * sweep.depths.length * sweep.trials,
        );
      }),
      { seed: 1, numRuns: 50 },
    );
  });

  it("ask the baselines once a task and seed, at the smallest length", () => {
    fc.assert(
      fc.property(anySweep, (sweep) => {
        const all = [...families(sweep, model)].flatMap((family) => family.trials);
        const arms = all.filter(({ cell }) => cell.factors.arm !== "context");
        expect(arms).toHaveLength(sweep.baselines ? 2 * sweep.tasks.length * sweep.trials : 0);
        for (const { cell } of arms) expect(cell.contextLength).toBe(Math.min(...sweep.lengths));
      }),
      { seed: 2, numRuns: 50 },
    );
  });

  it("see every cell about equally often wherever a run stops", () => {
    const sweep = echoSweep({ trials: 10, baselines: false });
    const seen = new Map<string, number>();
    let taken = 0;
    for (const { trials } of families(sweep, model)) {
      if (taken++ === 11) break;
      for (const { cell } of trials) {
        const key = `${cell.contextLength} ${cell.depth}`;
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
    }
    expect([...new Set(seen.values())].sort()).toEqual([5, 6]);
  });

  it("use other seeds for another --seed", () => {
    const seeds = (seed: number): number[] =>
      [...families(echoSweep({ seed, trials: 5 }), model)].flatMap(({ trials }) =>
        trials.map(({ cell }) => cell.seed),
      );
    expect(new Set([...seeds(1), ...seeds(2)]).size).toBe(10);
  });

  it("unfold lazily: the first of a billion trials comes at once", () => {
    const depths = Array.from({ length: 1000 }, (_, i) => i / 999);
    const sweep = echoSweep({ trials: MAX_TRIALS, depths, lengths: [64], baselines: false });
    expect(countTrials(sweep)).toBe(1_000_000_000);
    expect(families(sweep, model).next().value?.trials).toHaveLength(1000);
  });
});
