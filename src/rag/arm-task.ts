import { MidspanError } from "../errors.ts";
import { partsOf, score } from "../tasks/multi-document-qa.ts";
import type { PromptParts } from "../tasks/prompt.ts";
import type { Cell, Chunk, ChunkQuestion, Sample, Task, TaskKit } from "../types.ts";
import { bestOf, chunkSample, questionOf } from "./lay-out.ts";
import { NOTHING } from "./step-task.ts";

export const ARM_PREFIX = "arm:";

/** How much of what was retrieved goes into the prompt. */
export type ContextArm = "full" | "top" | "summaries" | "map-reduce";

/** The full context first: the others are compared with it. */
export const CONTEXT_ARMS: readonly ContextArm[] = ["full", "top", "summaries", "map-reduce"];

/** Of which part of a chunk an arm's prompt is made; undefined = its text. */
export const ARM_FIELD: Readonly<Record<ContextArm, "summary" | "partial" | undefined>> = {
  full: undefined,
  top: undefined,
  summaries: "summary",
  "map-reduce": "partial",
};

const SUMMARIES: Readonly<Record<ContextArm, string>> = {
  full: "every chunk that the set has for the question",
  top: "the best k chunks",
  summaries: "the best k chunks, each made shorter by a model",
  "map-reduce": "what a model reads in each of the best k chunks by itself",
};

/** Best first in every arm, and the words of `multi-document-qa`; only what stands for a chunk differs. */
export function armTask(arm: ContextArm): Task {
  return {
    name: `${ARM_PREFIX}${arm}`,
    version: 1,
    summary: SUMMARIES[arm],
    paper: "summarise or expand: arXiv:2412.10079",
    usesHaystack: false,
    factors: { chunks: 0, arm: "context" },
    build: (cell, kit) => build(cell, kit, arm),
    score,
  };
}

function build(cell: Cell, kit: TaskKit, arm: ContextArm): Sample {
  const question = questionOf(cell, kit);
  if (!question.ranked && arm !== "full")
    throw new MidspanError("does-not-fit", `the best chunks need ranks; ranked: ${question.id}`);
  const best = arm === "full" ? question.chunks : bestOf(question.chunks, cell, question);
  const field = ARM_FIELD[arm];
  const made = field === undefined ? best : best.map((chunk) => madeOf(chunk, field, question));
  const chunks = arm === "map-reduce" ? saying(made) : made;
  return chunkSample(cell, kit, { question, chunks, parts: armParts(question, cell, arm) });
}

function madeOf(chunk: Chunk, field: "summary" | "partial", { id }: ChunkQuestion): Chunk {
  const text = chunk[field];
  if (text === undefined)
    throw new MidspanError("does-not-fit", `no ${field} of ${id}, ${chunk.id}; one that was made: it failed`);
  return { ...chunk, text };
}

/** Those that say something to the question; all of them where none does. */
function saying(chunks: readonly Chunk[]): readonly Chunk[] {
  const said = chunks.filter(({ text }) => !isNothing(text));
  return said.length === 0 ? chunks : said;
}

/** Whether a partial answer says that its chunk has nothing. */
function isNothing(text: string): boolean {
  return text.toLowerCase().replace(/[^a-z]/g, "") === NOTHING;
}

function armParts(question: ChunkQuestion, cell: Cell, arm: ContextArm): PromptParts {
  const parts = partsOf(question, cell);
  if (arm !== "map-reduce") return parts;
  return {
    ...parts,
    instruction:
      "Answer the question from these notes; each was taken from one document, and only one has the answer.",
  };
}
