import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import type { Trial } from "../../src/record.ts";
import { nextLook } from "../../src/run/looks.ts";
import { countTrials, families } from "../../src/run/plan.ts";
import { createRounds, type Seen } from "../../src/run/rounds.ts";
import type { Family } from "../../src/run/sweep.ts";
import { echoModel, echoSweep } from "./stand-ins.ts";

const rule = { error: 0.05, margin: 0.1 };
const sweep = echoSweep({ trials: 30, untilDecided: rule });
const model = echoModel();

/** A trial of a plan, answered at once. */
function answered({ id, cell }: Family["trials"][number], status: Trial["status"] = "scored"): Trial {
  return {
    schema: 1,
    id,
    model: model.id,
    task: cell.task,
    taskVersion: 1,
    haystack: "still@1",
    cell,
    actual: { tokens: 20, goldDepths: [cell.depth], tokenizer: "words@1" },
    promptSha256: "0".repeat(64),
    status,
    warnings: [],
    attempts: 1,
    startedAt: "2026-01-01T00:00:00.000Z",
  };
}

/** Decided at 64 tokens once 11 documents are there; never at 128. */
const atEleven = (trials: readonly Seen[]): boolean =>
  trials[0]?.cell.contextLength === 64 && new Set(trials.map(({ cell }) => cell.seed)).size >= 11;

/** Runs rounds to their end; each round's trials are taken in the order that `shuffle` gives. */
function runRounds(
  shuffle: <T>(items: readonly T[]) => T[],
  options: { decide?: (trials: readonly Seen[]) => boolean; recorded?: readonly Trial[] } = {},
) {
  const looks: string[][] = [];
  const rounds = createRounds(sweep, model, (trials) => {
    looks.push(trials.map(({ id }) => id));
    return (options.decide ?? atEleven)(trials);
  });
  const known = new Set(options.recorded?.map(({ id }) => id));
  for (const trial of options.recorded ?? []) rounds.take(trial);
  const asked: string[] = [];
  for (let list = rounds.next(); list !== undefined; list = rounds.next())
    for (const planned of shuffle(list.flatMap(({ trials }) => trials)))
      if (!known.has(planned.id)) {
        asked.push(planned.id);
        rounds.take(answered(planned));
      }
  return { looks, asked, state: rounds.state() };
}

const inOrder = <T>(items: readonly T[]): T[] => [...items];

describe("looks", () => {
  it("come after 8, 9, 11, 13 .. documents, the last at the cap", () => {
    const looks = [nextLook(0, 40)];
    while ((looks.at(-1) ?? 40) < 40) looks.push(nextLook(looks.at(-1) ?? 0, 40));
    expect(looks).toEqual([8, 9, 11, 13, 15, 17, 20, 23, 26, 30, 34, 39, 40]);
    expect(nextLook(0, 3)).toBe(3);
  });
});

describe("rounds", () => {
  it("end a length when it is decided, and the other at the cap; all depths of a document together", () => {
    const { asked, state } = runRounds(inOrder);
    const perDocument = sweep.depths.length;
    const baselines = 2 * 20;
    expect(asked).toHaveLength((11 + 30) * perDocument + baselines);
    expect(state).toEqual({ decided: 1, cells: 2, spared: 19 * perDocument });
    expect(asked.length + state.spared).toBe(countTrials(sweep));
  });

  it("ask nothing that the plan lacks, and nothing twice", () => {
    const planned = new Set([...families(sweep, model)].flatMap(({ trials }) => trials.map(({ id }) => id)));
    const { asked } = runRounds(inOrder);
    expect(new Set(asked).size).toBe(asked.length);
    for (const id of asked) expect(planned.has(id)).toBe(true);
  });

  it("decide on the same trials in the same order, whichever answer comes first", () => {
    const usual = runRounds(inOrder);
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const rng = createRng(seed);
        const other = runRounds((items) => rng.shuffle(items));
        expect(other.looks).toEqual(usual.looks);
        expect([...other.asked].sort()).toEqual([...usual.asked].sort());
      }),
      { seed: 22, numRuns: 20 },
    );
  });

  it("taken up again from any part of the record take the same decisions and ask the rest", () => {
    const usual = runRounds(inOrder);
    const byId = new Map(
      [...families(sweep, model)].flatMap(({ trials }) => trials.map((trial) => [trial.id, trial] as const)),
    );
    for (const part of [0, 1, 26, 100, usual.asked.length]) {
      const recorded = usual.asked.slice(0, part).map((id) => answered(byId.get(id)!));
      const again = runRounds(inOrder, { recorded });
      expect(again.looks).toEqual(usual.looks);
      expect(again.asked).toHaveLength(usual.asked.length - part);
    }
  });

  it("leave trials of another model, and those that were not recorded, out of a decision", () => {
    const seen: number[] = [];
    const rounds = createRounds(sweep, model, (trials) => seen.push(trials.length) > 0);
    const context = (rounds.next() ?? [])
      .flatMap(({ trials }) => trials)
      .filter(({ cell }) => cell.factors.arm === "context");
    const [first, second] = context;
    rounds.take({ ...answered(first!), model: "echo:other" });
    rounds.take(answered(second!, "failed"));
    rounds.next();
    // Of two lengths, 8 documents each: one trial is known, failed as it is.
    expect(seen.sort()).toEqual([0, 1]);
  });
});

describe("a plan until decided", () => {
  it("has the baseline arms of its first 20 documents only", () => {
    const arms = [...families(sweep, model)]
      .flatMap(({ trials }) => trials)
      .filter(({ cell }) => cell.factors.arm !== "context");
    expect(new Set(arms.map(({ cell }) => cell.seed)).size).toBe(20);
  });
});
