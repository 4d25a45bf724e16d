import { MidspanError } from "../errors.ts";
import { partsOf, score } from "../tasks/multi-document-qa.ts";
import type { Cell, Chunk, ChunkQuestion, Sample, Task, TaskKit } from "../types.ts";
import { bestOf, chunkSample, questionOf } from "./lay-out.ts";
import { statesAnswer } from "./states-answer.ts";

export const PAIR_PREFIX = "pair:";

/**
 * Two gold chunks of one question that must be read together: the first stands at the cell's depth, the second, which
 * states the answer, at the share of the way that the task is named after. All else is equal between the cells.
 */
export function pairTask(share: number): Task {
  return {
    name: `${PAIR_PREFIX}${share}`,
    version: 1,
    summary: `two gold chunks; the one with the answer at ${Math.round(100 * share)} %, the other at the depth`,
    paper: "after Liu et al. 2024 (lost in the middle), section 2.1, for two documents",
    usesHaystack: false,
    factors: { chunks: 0, arm: "context" },
    build: (cell, kit) => build(cell, kit, share),
    score,
  };
}

/** The two gold chunks, the one that states the answer last; undefined where there are not two, or each has it. */
export function goldPair({ chunks, answers }: ChunkQuestion): readonly [Chunk, Chunk] | undefined {
  const golds = chunks.filter(({ gold }) => gold === true);
  if (golds.length !== 2) return undefined;
  const [a, b] = golds as [Chunk, Chunk];
  const [inA, inB] = [statesAnswer(a.text, answers), statesAnswer(b.text, answers)];
  if (inA && inB) return undefined;
  return inA ? [b, a] : [a, b];
}

function build(cell: Cell, kit: TaskKit, share: number): Sample {
  const question = questionOf(cell, kit);
  const pair = goldPair(question);
  if (pair === undefined)
    throw new MidspanError(
      "does-not-fit",
      `no pair to place; two gold chunks, not both with the answer: ${question.id}`,
    );
  const others = question.chunks.filter(({ gold }) => gold !== true);
  const chunks = Number(cell.factors.chunks ?? 0);
  const k = chunks === 0 ? others.length + 2 : chunks;
  if (k < 3) throw new MidspanError("usage", `chunks of a pair; 3 or more: ${k}`);
  const rest = bestOf(others, { ...cell, factors: { chunks: k - 2 } }, question);
  const [first, second] = placesOf(cell.depth, share, k);
  const laid: Chunk[] = [];
  let next = 0;
  for (let i = 0; i < k; i++)
    laid.push(i === first ? pair[0] : i === second ? pair[1] : (rest[next++] as Chunk));
  return chunkSample(cell, kit, {
    ...{ question, chunks: laid, parts: pairParts(question, cell) },
    gold: [first, second],
  });
}

/** From 0; two that would stand in one place stand next to each other, the second behind where there is room. */
export function placesOf(first: number, second: number, k: number): readonly [number, number] {
  const [a, b] = [Math.round(first * (k - 1)), Math.round(second * (k - 1))];
  if (a !== b) return [a, b];
  return b + 1 < k ? [a, b + 1] : [a - 1, b];
}

function pairParts(question: ChunkQuestion, cell: Cell) {
  return {
    ...partsOf(question, cell),
    instruction: "Answer the question from the documents; two of them together have the answer.",
  };
}
