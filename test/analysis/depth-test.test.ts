import { describe, expect, it } from "vitest";
import { depthTest, worstDepth } from "../../src/analysis/depth-test.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { recallOf } from "../../src/analysis/recall.ts";
import { type Tally, tally } from "../../src/analysis/tally.ts";
import type { Trial } from "../../src/record.ts";
import { simulateTrials, type Truth } from "../simulate.ts";

const options = { ...defaultAnalysisOptions, bootstrapDraws: 400 };

/** Recall by depth, met by the first documents exactly. */
const met = (shares: Readonly<Record<number, number>>, truth: Truth = {}): Trial[] =>
  simulateTrials({ documents: 20, depths: Object.keys(shares).map(Number), ...truth }).map((trial) => {
    const recall = Number(trial.cell.seed <= Math.round((shares[trial.cell.depth] ?? 0) * 20));
    return { ...trial, score: { recall, found: [recall === 1] } };
  });
const without = (trials: readonly Trial[], drop: (trial: Trial) => boolean): Trial[] =>
  trials.map((trial): Trial => {
    const { score: _, ...rest } = trial;
    return drop(trial) ? { ...rest, status: "failed" } : trial;
  });

describe("the worst depth", () => {
  it("is the first of the lowest, with an interval over the depths that were scored", () => {
    const cells = tally(without(met({ 0: 0.9, 0.25: 0.4, 0.5: 0.4, 1: 0 }), ({ cell }) => cell.depth === 1));
    const found = worstDepth(cells, options);
    expect(found).toMatchObject({ depth: 0.25, depths: 3 });
    const alone = recallOf([cells[1] as Tally], { ...options, level: 0.95 ** (1 / 3) });
    expect(found?.estimate).toEqual({ ...alone, method: `${alone?.method} (Sidak over 3 depths)` });
    expect(worstDepth([], options)).toBeUndefined();
    expect(worstDepth(tally(simulateTrials({ lost: () => 1, documents: 3 })), options)).toBeUndefined();
  });

  it("is by share and not by sum: a depth with fewer scored trials is no lower for it", () => {
    const few = without(met({ 0: 0.5, 1: 0.7 }), ({ cell }) => cell.depth === 1 && cell.seed % 5 !== 0);
    expect(worstDepth(tally(few), options)?.depth).toBe(0);
  });

  it("is asked anew of other cells and other options, though the first cell is the same", () => {
    const [a, b, c, d] = tally(met({ 0: 0.9, 0.25: 0.5, 0.5: 0.2, 1: 0.1 })) as [Tally, Tally, Tally, Tally];
    expect(worstDepth([a, b], options)).toMatchObject({ depth: 0.25, depths: 2 });
    expect(worstDepth([a, c], options)).toMatchObject({ depth: 0.5, depths: 2 });
    expect(worstDepth([a, b, c], options)).toMatchObject({ depth: 0.5, depths: 3 });
    expect(worstDepth([a, b], options)).toMatchObject({ depth: 0.25, depths: 2 });
    expect(worstDepth([a, d], options)).toMatchObject({ depth: 1, depths: 2 });
    expect(worstDepth([a, d], { ...options, level: 0.5 })?.estimate.high).toBeLessThan(
      worstDepth([a, d], options)?.estimate.high ?? 0,
    );
  });

  it("is found once for a verdict and for its own analysis", () => {
    const cells = tally(met({ 0: 0.9, 1: 0.5 }));
    expect(worstDepth([...cells], options)).toBe(worstDepth([...cells], options));
  });
});

describe("the test that depths differ", () => {
  const share = (unit: { recall: number; scored: number }) =>
    unit.scored > 0 ? unit.recall / unit.scored : undefined;

  it("takes a document's repeats for their mean, and leaves out what was not scored", () => {
    const once = met({ 0: 0.8, 1: 0.4 });
    const p = depthTest(tally(once), options, share);
    expect(depthTest(tally([...once, ...once]), options, share)).toBe(p);
    expect(worstDepth(tally([...once, ...once]), options)?.p).toBe(p);
    const lost = without(once, ({ cell }) => cell.depth === 1 && cell.seed === 3);
    expect(worstDepth(tally(lost), options)?.p).toBe(
      depthTest(tally(once.filter(({ cell }) => cell.depth !== 1 || cell.seed !== 3)), options, share),
    );
  });

  it("compares a document with itself at the same length only", () => {
    // Depths and lengths go together, so within a length nothing can differ.
    const apart = [...met({ 0: 1 }, { lengths: [512] }), ...met({ 1: 0 }, { lengths: [1024] })];
    expect(depthTest(tally(apart), options, share)).toBe(1);
    const both = [512, 1024].flatMap((length) => met({ 0: 1, 1: 0.6 }, { lengths: [length] }));
    // Eight documents with a hit at 0 alone, at two lengths: 16 of 16 the same way.
    expect(depthTest(tally(both), options, share)).toBeLessThan(0.01);
  });
});
