import { MidspanError } from "../errors.ts";
import { joinSegments } from "../haystack/plant.ts";
import { createRng } from "../random.ts";
import { integerFactor } from "../tasks/factors.ts";
import { documentText } from "../tasks/multi-document-qa.ts";
import { type Brief, type PromptParts, promptSample } from "../tasks/prompt.ts";
import type { Cell, Chunk, ChunkQuestion, Needle, Sample, Segment, TaskKit } from "../types.ts";

/** The question whose turn it is. Throws `usage` where the needles are no retrieved chunks. */
export function questionOf(cell: Cell, { needles }: TaskKit): ChunkQuestion {
  const question = needles.question?.(createRng(cell.seed).fork("multi-document-qa"));
  if (question === undefined)
    throw new MidspanError("usage", `${cell.task} needs retrieved chunks; needles: ${needles.name}`);
  return question;
}

/** The best k of some chunks, all where the factor `chunks` is 0. Throws `does-not-fit` where there are fewer. */
export function bestOf(chunks: readonly Chunk[], cell: Cell, { id }: ChunkQuestion): readonly Chunk[] {
  const k = integerFactor(cell, "chunks", 0, 0);
  const best = chunks.slice(0, k === 0 ? chunks.length : k);
  if (best.length < k)
    throw new MidspanError("does-not-fit", `${id} has too few chunks; asked for ${k}: ${best.length}`);
  return best;
}

/** A question in the place of a needle: its answers are looked for, its text stands in the chunks. */
export function needleOf({ id, question, answers, answerPrefix }: ChunkQuestion): Needle {
  return {
    id,
    text: "",
    question,
    answers,
    ...(answerPrefix === undefined ? {} : { answerPrefix }),
  };
}

/** Chunks in the order of the prompt. */
export interface LaidOut {
  readonly question: ChunkQuestion;
  readonly chunks: readonly Chunk[];
  readonly parts: PromptParts;
  /** Places of the chunks whose depths are recorded; by default the first gold chunk alone. */
  readonly gold?: readonly number[];
}

/**
 * The prompt of `multi-document-qa` over whole chunks. Throws `does-not-fit` where it is longer than the cell's length.
 */
export function chunkSample(cell: Cell, kit: TaskKit, { question, chunks, parts, gold }: LaidOut): Sample {
  const needle = needleOf(question);
  const brief: Brief = { cell, arm: "context", needles: [needle], decoys: [] };
  // Where an order repeats it or several hold the answer, the first place counts.
  const first = chunks.findIndex((chunk) => chunk.gold === true);
  const marked = gold ?? (first < 0 ? [] : [first]);
  const segments = chunks.map(
    (chunk, i): Segment => ({
      kind: marked.includes(i) ? "needle" : "distractor",
      lead: "\n",
      text: documentText({ id: chunk.id, subject: chunk.title ?? "", text: chunk.text }, i + 1, []),
      // The last of several is the one that holds the answer.
      needleId: i === marked.at(-1) ? needle.id : `${question.id}, ${chunk.id}`,
    }),
  );
  const sample = promptSample(brief, parts, joinSegments(segments, "\n\n", kit.tokenizer.count), kit);
  checkFits(sample, `${chunks.length} chunks of ${question.id}`);
  return sample;
}

/** Throws `does-not-fit`. */
export function checkFits(sample: Sample, what: string): void {
  const needed = sample.promptTokens + sample.answerBudget;
  if (needed > sample.cell.contextLength)
    throw new MidspanError(
      "does-not-fit",
      `${what} do not fit; context length at least ${needed} tokens: ${sample.cell.contextLength}`,
      { cure: "Ask for fewer chunks." },
    );
}
