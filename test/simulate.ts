import { createRng } from "../src/random.ts";
import type { Trial, TrialStatus } from "../src/record.ts";
import type { Arm, Depth } from "../src/types.ts";

/** What is true of a simulated run; every field has a default. */
export interface Truth {
  /** True chance of a hit (of each needle, where there are several). */
  readonly recall?: (depth: Depth, length: number) => number;
  readonly lengths?: readonly number[];
  readonly depths?: readonly Depth[];
  /** Documents (seeds) a cell. */
  readonly documents?: number;
  readonly seed?: string | number;
  readonly model?: string;
  readonly task?: string;
  readonly taskVersion?: number;
  readonly haystack?: string;
  readonly tokenizer?: string;
  readonly estimated?: boolean;
  readonly simulated?: boolean;
  readonly arm?: Arm;
  /** Needles a sample; recall is the share of them that was found. */
  readonly needles?: number;
  /** Share of trials that follow their document's own luck: 0 = independent, 1 = a document is easy or hard. */
  readonly likeness?: number;
  /** Chance that a trial is not scored. */
  readonly lost?: (depth: Depth, length: number) => number;
  readonly lostAs?: Exclude<TrialStatus, "scored">;
}

export const elevenDepths: readonly Depth[] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** A recall curve with the given values at the edges (<= 0.1, >= 0.9) and elsewhere. */
export function edgesAndMiddle(first: number, middle: number, last = first): (depth: Depth) => number {
  return (depth) => (depth <= 0.1 ? first : depth >= 0.9 ? last : middle);
}

/** Trials whose truth is known: one a (length, document, depth), in that order. Equal truths give equal trials. */
export function simulateTrials(truth: Truth = {}): Trial[] {
  const { lengths = [1024], depths = elevenDepths, documents = 40, seed = 1 } = truth;
  const root = createRng(`simulate:${seed}`);
  const trials: Trial[] = [];
  for (const length of lengths) {
    const rng = root.fork(length);
    for (let document = 1; document <= documents; document++) {
      const luck = rng.float();
      for (const depth of depths) {
        const lost = rng.float() < (truth.lost?.(depth, length) ?? 0);
        const chance = truth.recall?.(depth, length) ?? 0.9;
        // A trial's luck is its document's or its own: the chance of a hit stays exact either way.
        const found = Array.from({ length: truth.needles ?? 1 }, () => {
          const own = rng.float();
          return (rng.float() < (truth.likeness ?? 0) ? luck : own) < chance;
        });
        trials.push(trialOf(truth, length, document, depth, found, lost));
      }
    }
  }
  return trials;
}

function trialOf(
  truth: Truth,
  length: number,
  document: number,
  depth: Depth,
  found: readonly boolean[],
  lost: boolean,
): Trial {
  const { model = "simulated:u", task = "needle", haystack = "expedition-log@1", arm = "context" } = truth;
  const simulated = truth.simulated ?? true;
  return {
    schema: 1,
    id: [model, task, arm, length, document, depth].join("/"),
    model,
    ...(simulated ? { simulated: true as const } : {}),
    task,
    taskVersion: truth.taskVersion ?? 1,
    haystack,
    cell: { task, contextLength: length, depth, seed: document, factors: { arm } },
    actual: {
      tokens: length - 3,
      goldDepths: found.map(() => Math.min(1, depth + 0.004)),
      tokenizer: truth.tokenizer ?? "words@1",
      ...(truth.estimated ? { estimated: true as const } : {}),
    },
    promptSha256: "0".repeat(64),
    status: lost ? (truth.lostAs ?? "failed") : "scored",
    ...(lost ? {} : { output: "", score: { recall: found.filter(Boolean).length / found.length, found } }),
    warnings: [],
    attempts: 1,
    startedAt: "2026-01-01T00:00:00.000Z",
  };
}
