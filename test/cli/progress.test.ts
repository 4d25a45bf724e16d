import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { progressLine } from "../../src/cli/progress-line.ts";
import { createTallies, paceOf, type Tally } from "../../src/cli/tally.ts";
import { trialNumber } from "../run/trials.ts";

const BEGUN: Tally = {
  model: "openai:gpt-4o-mini-2024-07-18",
  total: 22_000,
  recorded: 1000,
  startedAt: 0,
  endedAt: undefined,
  finished: 2000,
  recall: 1400,
  scored: 1750,
  failed: 12,
  unscored: 3,
  rounds: undefined,
  waiting: undefined,
};

describe("a progress line", () => {
  it("says all of it where there is room", () => {
    const line = progressLine(BEGUN, { now: 10_000, width: 140, bar: ["#", "."], costUsd: 1.234 });
    expect(line).toBe(
      "…enai:gpt-4o-mini-2024-07-18" +
        " ##.................. · 3000/22000 · 200/s · recall 0.80 · 12 failed · 3 unscored · $1.23 · 1:35 min left",
    );
  });

  it("never passes the width, and keeps trials, recall, failures, cost and time in 79 columns", () => {
    const tally = fc.record({
      ...(Object.fromEntries(Object.entries(BEGUN).map(([k, v]) => [k, fc.constant(v)])) as Record<
        string,
        never
      >),
      model: fc.string({ minLength: 3, maxLength: 60 }).filter((text) => /^\S+$/.test(text)),
      finished: fc.integer({ min: 0, max: 21_000 }),
      failed: fc.nat(999),
      unscored: fc.nat(999),
      waiting: fc.constantFrom(undefined, { reason: "tokens" as const, until: 90_000 }),
    }) as unknown as fc.Arbitrary<Tally>;
    fc.assert(
      fc.property(tally, fc.nat(10_000_000), (made, now) => {
        const line = progressLine(made, { now, width: 79, bar: ["#", "."], costUsd: 12.5 });
        expect(line.length).toBeLessThanOrEqual(79);
        expect(line).toContain(`${1000 + made.finished}/22000`);
        expect(line).toContain("recall 0.80");
        if (made.failed > 0) expect(line).toContain(`${made.failed} failed`);
        if (!line.includes("waits")) expect(line).toContain("$12.50");
      }),
      { seed: 6, numRuns: 300 },
    );
  });

  it("says what a model waits for", () => {
    const waiting = { reason: "retry-after", until: 40_000 } as const;
    const line = progressLine({ ...BEGUN, waiting }, { now: 10_000, width: 79 });
    expect(line).toMatch(/ · waits 30 s \(retry-after\)$/);
    expect(progressLine({ ...BEGUN, waiting }, { now: 41_000, width: 79 })).toMatch(/ left$/);
  });
});

describe("tallies", () => {
  it("count by model, leave the baselines out of recall, and know nothing before two seconds", () => {
    let now = 0;
    const tallies = createTallies(() => now);
    const begin = { event: "model", model: "echo:model", trials: 10, recorded: 2, concurrency: 1 } as const;
    tallies.event(begin);
    now = 1000;
    tallies.trial(trialNumber(1));
    tallies.trial(trialNumber(2, { score: { recall: 0, found: [false] } }));
    tallies.trial(trialNumber(3, { cell: { ...trialNumber(3).cell, factors: { arm: "oracle" } } }));
    tallies.trial(trialNumber(4, { status: "failed" }));
    tallies.trial(trialNumber(5, { status: "refused" }));
    tallies.trial(trialNumber(6, { model: "echo:other" }));
    const tally = tallies.all.get("echo:model")!;
    expect(tally).toMatchObject({ finished: 5, scored: 2, failed: 1, unscored: 1 });
    expect(paceOf(tally, 1000)).toEqual({ perSecond: undefined, recall: 0.5, msLeft: undefined });
    expect(paceOf(tally, 5000)).toEqual({ perSecond: 1, recall: 0.5, msLeft: 3000 });
  });
});
