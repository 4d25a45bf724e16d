import { MidspanError } from "../errors.ts";
import { createRng } from "../random.ts";
import { armFactor } from "../tasks/factors.ts";
import { partsOf, score } from "../tasks/multi-document-qa.ts";
import { promptSample } from "../tasks/prompt.ts";
import type { Cell, Sample, Task, TaskKit } from "../types.ts";
import { bestOf, chunkSample, needleOf, questionOf } from "./lay-out.ts";
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
  const question = questionOf(cell, kit);
  if (order.needsRanks && !question.ranked)
    throw new MidspanError("does-not-fit", `${order.name} needs ranked chunks; ranked: ${question.id}`, {
      cure: "Give every chunk a score, or none where they stand best first.",
    });
  const best = bestOf(question.chunks, cell, question);
  const parts = partsOf(question, cell);
  if (arm === "closed-book")
    return promptSample({ cell, arm, needles: [needleOf(question)], decoys: [] }, parts, undefined, kit);
  const chunks =
    arm === "oracle"
      ? question.chunks.filter(({ gold }) => gold === true).slice(0, 1)
      : order.arrange(best, rng.fork(question.id));
  return chunkSample(cell, kit, { question, chunks, parts });
}
