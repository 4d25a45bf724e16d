import { describe, expect, it } from "vitest";
import { MidspanError } from "../../src/errors.ts";
import type { Trial } from "../../src/record.ts";
import { createLimiter } from "../../src/run/limiter.ts";
import { families } from "../../src/run/plan.ts";
import { runTrial } from "../../src/run/trial.ts";
import type { Generation, Model, Task } from "../../src/types.ts";
import { createTestClock, echoModel, echoSweep, echoTask, said } from "./stand-ins.ts";

interface Change {
  readonly generate?: Model["generate"];
  readonly task?: Partial<Task>;
  readonly attempts?: number;
  readonly signal?: AbortSignal;
}

async function trialOf(
  change: Change,
  clock = createTestClock(),
): Promise<{ readonly trial: Trial; readonly slept: readonly number[] }> {
  const model = echoModel(change.generate === undefined ? {} : { generate: change.generate });
  const sweep = echoSweep({ baselines: false });
  const planned = families(sweep, model).next().value!.trials[0]!;
  const work = runTrial({ ...echoTask, ...change.task }, planned, {
    sweep,
    model,
    clock,
    limiter: createLimiter({ most: 1, clock }),
    timeoutMs: 10_000,
    attempts: change.attempts ?? 4,
    ...(change.signal === undefined ? {} : { signal: change.signal }),
  });
  return { trial: await clock.settle(work), slept: clock.slept };
}

function throwing(...errors: readonly (MidspanError | Error | Generation)[]): Model["generate"] {
  let call = 0;
  return async () => {
    const outcome = errors[Math.min(call++, errors.length - 1)]!;
    if (outcome instanceof Error) throw outcome;
    return outcome;
  };
}

describe("runTrial", () => {
  it("scores a right answer and records what was sent and what came back", async () => {
    const { trial } = await trialOf({
      generate: async () => ({
        ...said("it is fact-1000000"),
        promptTokens: 20,
        totalMs: 3,
        warnings: ["w"],
      }),
    });
    expect(trial).toMatchObject({
      schema: 1,
      model: "echo:model",
      simulated: true,
      haystack: "still@1",
      cell: { task: "echo", contextLength: 64, depth: 1, seed: 1_000_000 },
      actual: { tokens: 20, goldDepths: [1], tokenizer: "words@1" },
      status: "scored",
      score: { recall: 1, found: [true] },
      output: "it is fact-1000000",
      generation: { finish: { reason: "stop" }, promptTokens: 20, totalMs: 3 },
      warnings: ["w"],
      attempts: 1,
      startedAt: "2026-01-01T00:00:00.000Z",
    });
    expect(trial.promptSha256).toMatch(/^[0-9a-f]{64}$/);
    expect(trial.generation).not.toHaveProperty("text");
  });

  it("scores a wrong answer as a miss only when it was whole", async () => {
    const wrong = await trialOf({ generate: async () => said("no idea") });
    expect(wrong.trial).toMatchObject({ status: "scored", score: { recall: 0 } });
    const cut = await trialOf({ generate: async () => said("well, let me", "length") });
    expect(cut.trial).toMatchObject({ status: "truncated", output: "well, let me" });
    expect(cut.trial.score).toBeUndefined();
    const foundBeforeTheCut = await trialOf({ generate: async () => said("fact-1000000 and", "length") });
    expect(foundBeforeTheCut.trial).toMatchObject({ status: "scored", score: { recall: 1 } });
    const refused = await trialOf({ generate: async () => said("I cannot say fact-1000000", "refusal") });
    expect(refused.trial.status).toBe("refused");
    expect(refused.trial.score).toBeUndefined();
  });

  it("makes a thrown error a failure, never a miss", async () => {
    const { trial } = await trialOf({
      generate: throwing(new MidspanError("bad-response", "not JSON; JSON: <html>")),
    });
    expect(trial).toMatchObject({
      status: "failed",
      error: { code: "bad-response", message: "not JSON; JSON: <html>" },
      attempts: 1,
    });
    expect(trial.score).toBeUndefined();
    const fault = await trialOf({ generate: throwing(new TypeError("x is undefined")) });
    expect(fault.trial).toMatchObject({ status: "failed", error: { code: "internal" } });
    const scorer = await trialOf({
      task: {
        score: () => {
          throw new Error("scorer");
        },
      },
    });
    expect(scorer.trial).toMatchObject({ status: "failed", error: { code: "internal", message: "scorer" } });
  });

  it("takes no answer from a server that cut the prompt, and counts that apart from failures", async () => {
    const cut = new MidspanError("context-truncated", "the server cut the prompt; 4000: 2048");
    const { trial } = await trialOf({ generate: throwing(cut) });
    expect(trial).toMatchObject({ status: "truncated", error: { code: "context-truncated" }, attempts: 1 });
    expect(trial).not.toHaveProperty("score");
    expect(trial).not.toHaveProperty("output");
  });

  it("tells the model whether the prompt was counted or estimated", async () => {
    const heard: unknown[] = [];
    await trialOf({
      generate: async (_, { counted }) => {
        heard.push(counted);
        return said("fact-1000000");
      },
    });
    expect(heard).toEqual([true]);
  });

  it("skips what cannot be built", async () => {
    const build = (): never => {
      throw new MidspanError("does-not-fit", "no room; 5: 6");
    };
    const { trial } = await trialOf({ task: { build } });
    expect(trial).toMatchObject({ status: "skipped", attempts: 0, error: { code: "does-not-fit" } });
  });

  it("asks again only where that can help, and waits longer each time", async () => {
    const busy = new MidspanError("network", "reset", { retryable: true });
    const mended = await trialOf({ generate: throwing(busy, busy, said("fact-1000000")) });
    expect(mended.trial).toMatchObject({ status: "scored", attempts: 3 });
    expect(mended.slept).toHaveLength(2);
    expect(mended.slept[0]).toBeGreaterThanOrEqual(250);
    expect(mended.slept[0]).toBeLessThan(500);
    expect(mended.slept[1]).toBeGreaterThanOrEqual(500);
    expect(mended.slept[1]).toBeLessThan(1000);
    const hopeless = await trialOf({ generate: throwing(busy), attempts: 3 });
    expect(hopeless.trial).toMatchObject({ status: "failed", attempts: 3, error: { code: "network" } });
  });

  it("waits as long as the server asks", async () => {
    const limited = new MidspanError("rate-limited", "429", { retryable: true, retryAfterMs: 7000 });
    const { trial, slept } = await trialOf({ generate: throwing(limited, said("fact-1000000")) });
    expect(trial).toMatchObject({ status: "scored", attempts: 2 });
    expect(slept).toEqual([7000]);
  });

  it("ends at the deadline, also when the model ignores the signal", async () => {
    const silent = await trialOf({ generate: () => new Promise(() => undefined) });
    expect(silent.trial).toMatchObject({ status: "failed", attempts: 1, error: { code: "timeout" } });
    expect(silent.slept).toEqual([10_000]);
  });

  it("counts for its deadline what its requests take together, not what the server bids it wait", async () => {
    const limited = new MidspanError("rate-limited", "429", { retryable: true, retryAfterMs: 60_000 });
    const patient = await trialOf({ generate: throwing(limited, limited, said("fact-1000000")) });
    expect(patient.trial).toMatchObject({ status: "scored", attempts: 3 });
    const clock = createTestClock();
    const slow: Model["generate"] = async (_, { signal }) => {
      await clock.sleep(6000, signal);
      throw new MidspanError("network", "reset", { retryable: true });
    };
    const late = await trialOf({ generate: slow }, clock);
    expect(late.trial).toMatchObject({ status: "failed", attempts: 2, error: { code: "timeout" } });
    expect(late.trial.error?.message).toContain("within 10 s");
  });

  it("leaves a trial undone where the model's quota is used up", async () => {
    const spent = new MidspanError("quota-exhausted", "no credit");
    await expect(trialOf({ generate: throwing(spent) })).rejects.toBe(spent);
  });

  it("tells the model to stop at the deadline", async () => {
    let aborted = false;
    await trialOf({
      generate: (_, { signal }) =>
        new Promise((_, reject) => {
          signal?.addEventListener("abort", () => {
            aborted = true;
            reject(signal.reason);
          });
        }),
    });
    expect(aborted).toBe(true);
  });

  it("throws when stopped from outside, so that nothing false is recorded", async () => {
    const stop = new AbortController();
    const generate: Model["generate"] = () => {
      stop.abort(new Error("stopped"));
      return new Promise(() => undefined);
    };
    await expect(trialOf({ generate, signal: stop.signal })).rejects.toThrow("stopped");
  });

  it("counts thoughts that stand in the answer apart, unless the server has", async () => {
    const text = "<think>The fact is near the end.</think> fact-1000000";
    const aloud = await trialOf({ generate: async () => said(text) });
    expect(aloud.trial.generation?.reasoningTokens).toBe(7);
    const apart = await trialOf({ generate: async () => ({ ...said(text), reasoningTokens: 50 }) });
    expect(apart.trial.generation?.reasoningTokens).toBe(50);
    const none = await trialOf({ generate: async () => said("fact-1000000") });
    expect(none.trial.generation).not.toHaveProperty("reasoningTokens");
  });
});
