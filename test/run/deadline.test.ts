import { getEventListeners } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { MidspanError } from "../../src/errors.ts";
import { systemClock } from "../../src/run/clock.ts";
import { execute } from "../../src/run/execute.ts";
import { createFailureGate } from "../../src/run/failure-gate.ts";
import { createLimiter } from "../../src/run/limiter.ts";
import { families } from "../../src/run/plan.ts";
import { runTrial } from "../../src/run/trial.ts";
import { createTestClock, echoModel, echoSweep, echoTask, said } from "./stand-ins.ts";

describe("a deadline", () => {
  it("leaves no listener and no timer behind in 10,000 trials, and Node warns of none", async () => {
    const warnings: string[] = [];
    const onWarning = ({ message }: Error): number => warnings.push(message);
    process.on("warning", onWarning);
    const stop = new AbortController();
    const drain = new AbortController();
    const asked = new Set<string>();
    let scored = 0;
    const model = echoModel({
      // Answers a while later; half of the trials fail at first and are asked again.
      generate: async ({ needles, cell }) => {
        await pause(0);
        const first = !asked.has(`${cell.seed} ${cell.depth}`);
        asked.add(`${cell.seed} ${cell.depth}`);
        if (first && cell.depth === 0) throw new MidspanError("network", "reset", { retryable: true });
        return said(needles[0]?.answers[0] ?? "");
      },
    });
    const sweep = echoSweep({
      models: [model],
      baselines: false,
      lengths: [64],
      depths: [0, 1],
      trials: 5000,
    });
    // Waits between attempts are over at once; the deadline's timers are real ones, set and cleared.
    const clock = {
      ...systemClock,
      sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms > 60_000 ? ms : 0, signal),
    };
    try {
      const outcome = await execute(families(sweep, model), {
        sweep,
        model,
        clock,
        limiter: createLimiter({ most: 64, clock }),
        concurrency: 64,
        gate: createFailureGate(0, 10_000),
        timeoutMs: 600_000,
        attempts: 4,
        isDone: () => false,
        onTrial: async ({ status }) => {
          if (status === "scored") scored++;
        },
        signal: stop.signal,
        drain: drain.signal,
      });
      await new Promise(setImmediate);
      expect(outcome).toEqual({ end: "complete" });
      expect(scored).toBe(10_000);
      expect(getEventListeners(stop.signal, "abort")).toEqual([]);
      expect(getEventListeners(drain.signal, "abort")).toEqual([]);
      expect(process.getActiveResourcesInfo().filter((name) => name === "Timeout").length).toBeLessThan(10);
      expect(warnings).toEqual([]);
    } finally {
      process.off("warning", onWarning);
    }
  });

  it("ends the work that hears it, at the deadline and not before", async () => {
    const clock = createTestClock();
    let aborted: unknown;
    const model = echoModel({
      generate: (_, { signal }) =>
        new Promise((_, reject) => {
          signal?.addEventListener("abort", () => {
            aborted = signal.reason;
            reject(signal.reason);
          });
        }),
    });
    const sweep = echoSweep({ models: [model], baselines: false });
    const planned = families(sweep, model).next().value!.trials[0]!;
    const limiter = createLimiter({ most: 1, clock });
    const options = { sweep, model, limiter, clock, timeoutMs: 5000, attempts: 4 };
    const trial = await clock.settle(runTrial(echoTask, planned, options));
    expect(trial).toMatchObject({ status: "failed", error: { code: "timeout" } });
    expect(aborted).toBeInstanceOf(MidspanError);
    expect(clock.slept).toEqual([5000]);
  });
});
