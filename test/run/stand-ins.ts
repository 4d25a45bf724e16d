import { MidspanError } from "../../src/errors.ts";
import type { Clock } from "../../src/run/clock.ts";
import type { Sweep } from "../../src/run/sweep.ts";
import { createWordTokenizer } from "../../src/tokens.ts";
import type { Generation, Haystack, Model, NeedleSource, Task } from "../../src/types.ts";

/** The smallest task: the prompt says where the fact lies, the answer must name it. */
export const echoTask: Task = {
  name: "echo",
  version: 1,
  summary: "for tests",
  paper: "none",
  usesHaystack: true,
  factors: { distractors: 0, arm: "context" },
  build: (cell) => {
    if (cell.contextLength < 32)
      throw new MidspanError("does-not-fit", `echo does not fit; at least 32 tokens: ${cell.contextLength}`);
    const answer = `fact-${cell.seed}`;
    const content = `${cell.factors.arm} ${cell.contextLength} ${cell.depth} ${answer}`;
    return {
      cell,
      messages: [{ role: "user", content }],
      needles: [{ id: "n", text: answer, question: "?", answers: [answer] }],
      gold: [{ needleId: "n", depth: cell.depth, start: 0, end: content.length }],
      decoys: [],
      promptTokens: 20,
      contextTokens: 10,
      answerBudget: 8,
    };
  },
  score: (output, { needles }) => {
    const found = needles.map(({ answers }) => answers.some((answer) => output.includes(answer)));
    return { recall: found.filter(Boolean).length / found.length, found };
  },
};

export const stillHaystack: Haystack = { name: "still", version: "1", segments: () => [] };

export const noNeedles: NeedleSource = {
  name: "none",
  version: "1",
  make: () => ({ needles: [], distractors: [] }),
};

/** Answers right, unless told otherwise. */
export function echoModel(changes: Partial<Model> = {}): Model {
  return {
    id: "echo:model",
    adapterVersion: 1,
    simulated: true,
    tokenizer: createWordTokenizer(),
    prefill: false,
    concurrency: 1,
    details: {},
    generate: async ({ needles }) => said(needles[0]?.answers[0] ?? ""),
    close: async () => undefined,
    ...changes,
  };
}

export function said(text: string, reason: Generation["finish"]["reason"] = "stop"): Generation {
  return { text, finish: { reason }, warnings: [] };
}

export function echoSweep(changes: Partial<Sweep> = {}): Sweep {
  return {
    models: [echoModel()],
    tasks: [{ task: echoTask, factors: echoTask.factors }],
    lengths: [64, 128],
    depths: [0, 0.5, 1],
    trials: 2,
    seed: 1,
    haystack: stillHaystack,
    needles: noNeedles,
    baselines: true,
    generation: { temperature: 0 },
    ...changes,
  };
}

export interface TestClock extends Clock {
  /** Runs work to its end; whenever all of it waits, time jumps to the earliest sleeper. */
  settle<T>(work: Promise<T>): Promise<T>;
  /** Lengths of the sleeps that ran to their end, in order. */
  readonly slept: readonly number[];
}

export function createTestClock(): TestClock {
  let now = Date.UTC(2026, 0, 1);
  const slept: number[] = [];
  let sleepers: { readonly at: number; readonly ms: number; wake(): void }[] = [];
  return {
    now: () => now,
    slept,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const sleeper = { at: now + ms, ms, wake: resolve };
        sleepers.push(sleeper);
        signal?.addEventListener("abort", () => {
          sleepers = sleepers.filter((other) => other !== sleeper);
          resolve();
        });
      }),
    settle: async (work) => {
      let running = true;
      const end = (): void => {
        running = false;
      };
      work.then(end, end);
      for (;;) {
        await new Promise(setImmediate);
        if (!running) return work;
        const first = sleepers.reduce<(typeof sleepers)[number] | undefined>(
          (least, other) => (least === undefined || other.at < least.at ? other : least),
          undefined,
        );
        if (first === undefined) continue;
        sleepers = sleepers.filter((other) => other !== first);
        now = first.at;
        slept.push(first.ms);
        first.wake();
      }
    },
  };
}
