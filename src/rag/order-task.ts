import { MidspanError } from "../errors.ts";
import { joinSegments } from "../haystack/plant.ts";
import { createRng } from "../random.ts";
import { armFactor, integerFactor } from "../tasks/factors.ts";
import { documentText, partsOf, score } from "../tasks/multi-document-qa.ts";
import { type Brief, promptSample } from "../tasks/prompt.ts";
import type { Cell, ChunkQuestion, Needle, Sample, Segment, Task, TaskKit } from "../types.ts";
import type { ChunkOrder } from "./orders.ts";

/** Tasks of orders are named after them. */
export const ORDER_PREFIX = "order:";

/**
 * The question with the retriever's own best chunks, laid out in an order: what a pipeline would send, with the
 * retriever's errors in it. Gold stands where the order puts it, or nowhere. The prompt is that of
 * `multi-document-qa`, so that the placement curve and the orders are measured on the same words.
 */
export function orderTask(order: ChunkOrder): Task {
  return {
    name: `${ORDER_PREFIX}${order.name}`,
    version: 1,
    summary: `retrieved chunks, ${order.summary}`,
    paper: order.source,
    usesHaystack: false,
    factors: { chunks: 0, arm: "context" },
    build: (cell, kit) => build(cell, kit, order),
    score,
  };
}

function build(cell: Cell, kit: TaskKit, order: ChunkOrder): Sample {
  const arm = armFactor(cell);
  const rng = createRng(cell.seed).fork("chunk-order");
  const question = kit.needles.question?.(createRng(cell.seed).fork("multi-document-qa"));
  if (question === undefined)
    throw new MidspanError("usage", `orders need retrieved chunks; needles: ${kit.needles.name}`);
  if (order.needsRanks && !question.ranked)
    throw new MidspanError("does-not-fit", `${order.name} needs ranked chunks; ranked: ${question.id}`, {
      cure: "Give every chunk a score, or none where they stand best first.",
    });
  const k = integerFactor(cell, "chunks", 0, 0);
  const best = question.chunks.slice(0, k === 0 ? question.chunks.length : k);
  if (best.length < k)
    throw new MidspanError(
      "does-not-fit",
      `${question.id} has too few chunks; asked for ${k}: ${best.length}`,
    );
  const parts = partsOf(question, cell);
  const needle = needleOf(question);
  const brief: Brief = { cell, arm, needles: [needle], decoys: [] };
  if (arm === "closed-book") return promptSample(brief, parts, undefined, kit);
  const laid =
    arm === "oracle"
      ? question.chunks.filter(({ gold }) => gold === true).slice(0, 1)
      : order.arrange(best, rng.fork(question.id));
  // The first place of a gold chunk is its depth, where an order repeats it or several hold the answer.
  const first = laid.findIndex(({ gold }) => gold === true);
  const segments = laid.map(
    (chunk, i): Segment => ({
      kind: i === first ? "needle" : "distractor",
      lead: "\n",
      text: documentText({ id: chunk.id, subject: chunk.title ?? "", text: chunk.text }, i + 1, []),
      needleId: i === first ? needle.id : `${question.id}, ${chunk.id}`,
    }),
  );
  const sample = promptSample(brief, parts, joinSegments(segments, "\n\n", kit.tokenizer.count), kit);
  const needed = sample.promptTokens + sample.answerBudget;
  if (needed > cell.contextLength)
    throw new MidspanError(
      "does-not-fit",
      `${laid.length} chunks of ${question.id} do not fit; context length at least ${needed} tokens: ${cell.contextLength}`,
      { cure: "Ask for fewer chunks." },
    );
  return sample;
}

function needleOf({ id, question, answers, answerPrefix }: ChunkQuestion): Needle {
  return {
    id,
    text: "",
    question,
    answers,
    ...(answerPrefix === undefined ? {} : { answerPrefix }),
  };
}
