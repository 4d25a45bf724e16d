import { MidspanError } from "../errors.ts";
import { abstains } from "../scorers/abstains.ts";
import { bestSubspanEm } from "../scorers/best-subspan-em.ts";
import type { PromptParts } from "../tasks/prompt.ts";
import { stripThinking } from "../thinking.ts";
import type { Cell, Chunk, ChunkQuestion, Sample, Score, Task, TaskKit } from "../types.ts";
import { bestOf, chunkSample, questionOf } from "./lay-out.ts";
import { statedIn } from "./stated-in.ts";
import { statesAnswer } from "./states-answer.ts";

export const GOLD_PREFIX = "gold:";

/** `given`: the retriever's best, as they came; `withheld`: the same question, chunks with the answer taken out. */
export type GoldArm = "given" | "withheld";

export const GOLD_ARMS: readonly GoldArm[] = ["given", "withheld"];

/** What a prompt offers for a question that its documents do not answer. */
const OFFERED = "not in the documents";

/**
 * Best first, with leave to say that the documents do not have the answer. The next best chunks take the place of those
 * that are taken out, as far as the question has any left, so that both prompts hold about as many. Recall is 1 where the right thing was said: the answer where
 * its chunk is among them, an abstention where it is not.
 */
export function goldTask(arm: GoldArm): Task {
  return {
    name: `${GOLD_PREFIX}${arm}`,
    version: 1,
    summary:
      arm === "given"
        ? "retrieved chunks, with leave to say that they lack the answer"
        : "the same, the chunks with the answer taken out",
    paper: "after Rajpurkar et al. 2018 (SQuAD 2.0), section 4",
    usesHaystack: false,
    factors: { chunks: 0, arm: "context" },
    build: (cell, kit) => build(cell, kit, arm),
    score,
  };
}

function build(cell: Cell, kit: TaskKit, arm: GoldArm): Sample {
  const question = questionOf(cell, kit);
  const given = bestOf(question.chunks, cell, question);
  const chunks = arm === "given" ? given : withoutGold(question, given);
  return chunkSample(cell, kit, { question, chunks, parts: partsOf(question) });
}

function withoutGold(question: ChunkQuestion, given: readonly Chunk[]): readonly Chunk[] {
  if (!given.some(({ gold }) => gold === true))
    throw new MidspanError(
      "does-not-fit",
      `nothing to take out of ${question.id}; a gold chunk among those given: none of ${given.length}`,
    );
  const others = question.chunks.filter(
    ({ gold, text }) => gold !== true && !statesAnswer(text, question.answers),
  );
  return others.slice(0, given.length);
}

function partsOf({ question, answerPrefix }: ChunkQuestion): PromptParts {
  return {
    instruction: `Answer the question from the documents. If they do not have the answer, write "${OFFERED}".`,
    question,
    closedBookInstruction: `Answer the question. If you do not have the answer, write "${OFFERED}".`,
    ...(answerPrefix === undefined ? {} : { answerPrefix }),
  };
}

function score(output: string, sample: Sample): Score {
  const { text } = stripThinking(output);
  const [needle] = sample.needles;
  const right = needle !== undefined && bestSubspanEm(text, needle.answers);
  const abstained = !right && abstains(text);
  const hasGold = sample.gold.length > 0;
  const place = right || abstained ? undefined : statedIn(text, needle?.question ?? "", documentsOf(sample));
  return {
    recall: Number(hasGold ? right : abstained),
    found: [right],
    ...(abstained ? { abstained } : {}),
    ...(place === undefined ? {} : { statedIn: place }),
  };
}

/** The documents of a prompt, as they stand in it. */
function documentsOf({ messages }: Sample): readonly string[] {
  const content = messages.at(-1)?.content ?? "";
  const all = content.split(/^Document \[\d+\]\(Title: /m).slice(1);
  // The question stands behind the last of them.
  return all.map((text, i) => (i === all.length - 1 ? text.slice(0, text.lastIndexOf("\n\n")) : text));
}
