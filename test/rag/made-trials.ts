import type { Trial } from "../../src/record.ts";
import type { Score } from "../../src/types.ts";

export interface MadeTrial {
  readonly task: string;
  readonly seed: number;
  readonly chunks?: number;
  readonly depth?: number;
  readonly model?: string;
  /** Undefined = it failed. */
  readonly score?: Score;
  readonly status?: Trial["status"];
  readonly gold?: boolean;
  readonly tokens?: number;
  readonly outputTokens?: number;
}

/** One trial of retrieved chunks as a record has it. */
export function madeTrial(made: MadeTrial): Trial {
  const { task, seed, chunks = 5, depth = 0, model = "a:b", score, gold = true, tokens = 100 } = made;
  const status = made.status ?? (score === undefined ? "failed" : "scored");
  return {
    ...{ schema: 1, id: `${model}/${task}/${chunks}/${depth}/${seed}`, model, task, taskVersion: 1 },
    haystack: "invented@1",
    cell: { task, contextLength: 1024, depth, seed, factors: { chunks, arm: "context" } },
    actual: { tokens, goldDepths: gold ? [0.5] : [], tokenizer: "words" },
    ...{ promptSha256: "", status, warnings: [], attempts: 1, startedAt: "" },
    ...(score === undefined ? {} : { score }),
    ...(score === undefined
      ? {}
      : {
          generation: {
            finish: { reason: "stop" },
            promptTokens: tokens,
            outputTokens: made.outputTokens ?? 4,
          },
        }),
  } as Trial;
}

export const right: Score = { recall: 1, found: [true] };
export const wrong: Score = { recall: 0, found: [false] };
