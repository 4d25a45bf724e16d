import { describe, expect, it } from "vitest";
import { MidspanError } from "../../src/errors.ts";
import type { Trial } from "../../src/record.ts";
import type { Clock } from "../../src/run/clock.ts";
import { type ExecuteOptions, execute } from "../../src/run/execute.ts";
import { createFailureGate } from "../../src/run/failure-gate.ts";
import { createLimiter } from "../../src/run/limiter.ts";
import { families } from "../../src/run/plan.ts";
import { sideBySide } from "../../src/run/side-by-side.ts";
import type { Model, Sample } from "../../src/types.ts";
import { echoModel, echoSweep, said } from "./stand-ins.ts";

const DEPTHS = [0, 0.25, 0.5, 0.75, 1];

/** No deadline ever comes. */
const stillClock: Clock = {
  now: () => 0,
  sleep: (_, signal) => new Promise((resolve) => signal?.addEventListener("abort", () => resolve())),
};

async function executed(model: Model, change: Partial<ExecuteOptions> = {}, trials = 6) {
  const sweep = echoSweep({ models: [model], depths: DEPTHS, trials, baselines: false });
  const record: Trial[] = [];
  const work = execute(families(sweep, model), {
    sweep,
    model,
    clock: stillClock,
    limiter: createLimiter({ most: model.concurrency, clock: stillClock }),
    gate: createFailureGate(1, 1),
    attempts: 1,
    timeoutMs: 60_000,
    isDone: () => false,
    onTrial: async (trial) => {
      record.push(trial);
    },
    ...change,
  });
  return { outcome: await work, record, planned: [...families(sweep, model)] };
}

/** Answers after a pause whose length follows the cell, so that slots overtake each other. */
function slowModel(
  concurrency: number,
  watch: (sample: Sample, begin: boolean) => void = () => undefined,
): Model {
  return echoModel({
    concurrency,
    generate: async (sample) => {
      watch(sample, true);
      for (let i = 0; i < (sample.cell.seed + sample.cell.contextLength) % 5; i++)
        await new Promise(setImmediate);
      watch(sample, false);
      return said(sample.needles[0]!.answers[0]!);
    },
  });
}

const familyOf = ({ cell }: { readonly cell: Sample["cell"] }): string =>
  `${cell.contextLength} ${cell.seed}`;

describe("execute", () => {
  it("asks every trial once", async () => {
    const { outcome, record, planned } = await executed(slowModel(3));
    expect(outcome).toEqual({ end: "complete" });
    const ids = planned.flatMap(({ trials }) => trials.map(({ id }) => id));
    expect(record.map(({ id }) => id).sort()).toEqual(ids.sort());
  });

  it.each([1, 3, 8])("never asks more than %i at once, and reaches that", async (concurrency) => {
    let running = 0;
    let most = 0;
    const model = slowModel(concurrency, (_, begin) => {
      running += begin ? 1 : -1;
      most = Math.max(most, running);
    });
    await executed(model);
    expect(most).toBe(concurrency);
  });

  it("keeps a family on one slot, deepest first, and one of its trials at a time", async () => {
    const inFlight = new Set<string>();
    const depths = new Map<string, number[]>();
    const model = slowModel(4, (sample, begin) => {
      const family = familyOf(sample);
      expect(inFlight.has(family)).toBe(!begin);
      if (begin) inFlight.add(family);
      else inFlight.delete(family);
      if (begin) depths.set(family, [...(depths.get(family) ?? []), sample.cell.depth]);
    });
    await executed(model);
    expect(depths.size).toBe(12);
    for (const order of depths.values()) expect(order).toEqual([...DEPTHS].reverse());
  });

  it("leaves out what is done, and asks nothing where all is", async () => {
    const all = (await executed(slowModel(1))).record.map(({ id }) => id);
    const done = new Set(all.slice(0, 23));
    const rest = await executed(slowModel(2), { isDone: (id) => done.has(id) });
    expect(rest.record.map(({ id }) => id).sort()).toEqual(all.slice(23).sort());
    const none = await executed(slowModel(2), { isDone: () => true });
    expect(none).toMatchObject({ outcome: { end: "complete" }, record: [] });
  });

  it("when drained, finishes and records what is in flight and begins nothing new", async () => {
    const drain = new AbortController();
    let begun = 0;
    const model = slowModel(4, (_, begin) => {
      if (begin && ++begun === 10) drain.abort();
    });
    const { outcome, record } = await executed(model, { drain: drain.signal });
    expect(outcome).toEqual({ end: "interrupted" });
    expect(record).toHaveLength(begun);
    expect(begun).toBeLessThanOrEqual(13);
  });

  it("stops when too large a share failed", async () => {
    let asked = 0;
    const model = echoModel({
      generate: async ({ needles }) => {
        if (++asked % 4 === 0) throw new MidspanError("network", "reset");
        return said(needles[0]!.answers[0]!);
      },
    });
    const stopped = await executed(model, { gate: createFailureGate(0.2, 60) });
    expect(stopped.outcome).toEqual({ end: "too-many-failed" });
    expect(stopped.record).toHaveLength(20);
    const tolerated = await executed(model, { gate: createFailureGate(0.25, 60) });
    expect(tolerated).toMatchObject({ outcome: { end: "complete" } });
    expect(tolerated.record.filter(({ status }) => status === "failed")).toHaveLength(15);
  });

  it("passes on an error of the record, so that a full disk ends the run", async () => {
    const full = new MidspanError("store-write", "disk full");
    const onTrial = async (): Promise<void> => {
      throw full;
    };
    await expect(executed(slowModel(2), { onTrial })).rejects.toBe(full);
  });
});

describe("a model whose quota is used up", () => {
  it("stops, and leaves undone what it did not answer", async () => {
    const spent = new MidspanError("quota-exhausted", "no credit");
    let asked = 0;
    const model = echoModel({
      concurrency: 3,
      generate: async ({ needles }) => {
        if (++asked > 10) throw spent;
        return said(needles[0]!.answers[0]!);
      },
    });
    const { outcome, record } = await executed(model);
    expect(outcome).toEqual({ end: "stopped", error: spent });
    expect(record.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => "scored"));
  });
});

describe("a record that takes no more", () => {
  it("ends what is out at once, however long it would take", async () => {
    const full = new MidspanError("store-write", "disk full");
    let aborted = 0;
    const model = echoModel({
      concurrency: 2,
      generate: (sample, { signal }) =>
        sample.cell.contextLength === 64
          ? Promise.resolve(said("x"))
          : new Promise((_, reject) => {
              signal?.addEventListener("abort", () => {
                aborted++;
                reject(signal.reason);
              });
            }),
    });
    const onTrial = () => Promise.reject(full);
    await expect(executed(model, { onTrial })).rejects.toBe(full);
    expect(aborted).toBe(1);
  });
});

describe("sideBySide", () => {
  it("works at once at different servers, in turn at one and in this process, and answers in order", async () => {
    const models = [
      ["a", "x"],
      ["b", undefined],
      ["c", "x"],
      ["d", undefined],
      ["e", "y"],
    ].map(([id, server]) => echoModel({ id: id!, ...(server === undefined ? {} : { server }) }));
    const busy = new Set<string | undefined>();
    let most = 0;
    const work = async ({ id, server }: Model): Promise<string> => {
      expect(busy.has(server)).toBe(false);
      busy.add(server);
      most = Math.max(most, busy.size);
      for (let i = 0; i < 3; i++) await new Promise(setImmediate);
      busy.delete(server);
      return id;
    };
    expect(await sideBySide(models, work, () => true)).toEqual(["a", "b", "c", "d", "e"]);
    expect(most).toBe(3);
    expect(await sideBySide(models, work, () => false)).toEqual(models.map(() => undefined));
  });

  it("throws the first error when every place has ended", async () => {
    const ended: string[] = [];
    const models = ["x", "y"].map((server) => echoModel({ id: server, server }));
    const work = async ({ id }: Model): Promise<void> => {
      if (id === "x") throw new Error("broken");
      for (let i = 0; i < 3; i++) await new Promise(setImmediate);
      ended.push(id);
    };
    await expect(sideBySide(models, work, () => true)).rejects.toThrow("broken");
    expect(ended).toEqual(["y"]);
  });
});

describe("createFailureGate", () => {
  it("judges a run shorter than 20 trials at its end", () => {
    const gate = createFailureGate(0.5, 3);
    gate.count({ status: "failed" });
    gate.count({ status: "failed" });
    expect(gate.tripped()).toBe(false);
    gate.count({ status: "scored" });
    expect(gate.tripped()).toBe(true);
  });
  it("counts failures only: neither skipped nor refused nor truncated", () => {
    const gate = createFailureGate(0, 1);
    for (const status of ["skipped", "refused", "truncated", "scored"] as const) gate.count({ status });
    expect(gate.tripped()).toBe(false);
  });
});
