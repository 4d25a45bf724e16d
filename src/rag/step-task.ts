import { MidspanError } from "../errors.ts";
import { integerFactor } from "../tasks/factors.ts";
import { documentText } from "../tasks/multi-document-qa.ts";
import { stripThinking } from "../thinking.ts";
import type { Cell, Sample, Score, Task, TaskKit } from "../types.ts";
import { checkFits, needleOf, questionOf } from "./lay-out.ts";

export const STEP_PREFIX = "step:";

/** `summary`: a chunk in few words, whatever is asked; `answer`: what a chunk alone says to the question. */
export type StepKind = "summary" | "answer";

export const STEP_KINDS: readonly StepKind[] = ["summary", "answer"];

/** What an `answer` step is to write where its chunk says nothing to the question. */
export const NOTHING = "nothing";

/** Words that a number of tokens holds for sure in most languages' tokenizers. */
const WORDS_A_TOKEN = 0.6;

/**
 * One chunk, by its rank from 1, made shorter by a model. Nothing is right or wrong about it: recall is 1 where some text
 * came, so that an empty one shows. The text goes into the prompts of `arm-task.ts`.
 */
export function stepTask(kind: StepKind, rank: number): Task {
  return {
    name: `${STEP_PREFIX}${kind}-${rank}`,
    version: 1,
    summary:
      kind === "summary" ? `the chunk of rank ${rank} in few words` : `what the chunk of rank ${rank} says`,
    paper: kind === "summary" ? "summaries of chunks: arXiv:2412.10079" : "map and reduce over documents",
    usesHaystack: false,
    factors: { tokens: 50, arm: "context" },
    build: (cell, kit) => build(cell, kit, kind, rank),
    score,
  };
}

function build(cell: Cell, kit: TaskKit, kind: StepKind, rank: number): Sample {
  const question = questionOf(cell, kit);
  const chunk = question.chunks[rank - 1];
  if (chunk === undefined)
    throw new MidspanError(
      "does-not-fit",
      `${question.id} has no chunk of rank ${rank}; chunks: ${question.chunks.length}`,
    );
  const tokens = integerFactor(cell, "tokens", 50, 8);
  const words = Math.max(4, Math.floor(tokens * WORDS_A_TOKEN));
  const document = documentText({ id: chunk.id, subject: chunk.title ?? "", text: chunk.text }, 1, []);
  const content =
    kind === "summary"
      ? `Summarise the document in at most ${words} words. Keep every name, number and date; add nothing.\n\n${document}`
      : `Write what the document says to answer the question, in at most ${words} words. If it says nothing to it, write "${NOTHING}".\n\n${document}\n\n${question.question}`;
  const { tokenizer } = kit;
  const sample: Sample = {
    cell,
    messages: [{ role: "user", content }],
    needles: [{ ...needleOf(question), id: `${question.id}, ${chunk.id}`, answers: [] }],
    ...{ gold: [], decoys: [] },
    // What is cut at the limit is as long as was asked for, and is used.
    valueComesNext: true,
    promptTokens: tokenizer.templateTokens + tokenizer.count(content),
    contextTokens: tokenizer.count(document),
    answerBudget: tokens,
  };
  checkFits(sample, `the chunk of rank ${rank} of ${question.id}`);
  return sample;
}

function score(output: string): Score {
  const said = stepText(output) !== "";
  return { recall: Number(said), found: [said] };
}

/** The text of a step as it goes on; empty where none came. */
export function stepText(output: string): string {
  return stripThinking(output).text.trim();
}
