import { MidspanError } from "../errors.ts";
import { takeTurn } from "../haystack/turn.ts";
import type { Rng } from "../random.ts";
import type { ChunkQuestion, Needle, NeedleSource } from "../types.ts";
import type { ChunkSet } from "./chunk-set.ts";

/**
 * A chunk set as needles: the gold chunk of a question is its needle, the others are whole documents beside it, best
 * first. Questions take turns by seed. A task that plants gold skips the questions that have none: only `question`,
 * which gives the retriever's chunks as they came, serves those.
 */
export function chunkNeedles(set: ChunkSet, source: string | undefined): NeedleSource {
  const turn = (rng: Rng): ChunkQuestion => {
    const [question] = takeTurn(set.questions, rng, 1);
    if (question === undefined)
      throw new MidspanError("input-file", `chunks; one question or more: ${set.name}`);
    return question;
  };
  return {
    name: `chunks:${set.name}`,
    version: set.version,
    notes: set.notes,
    published: true,
    ...(source === undefined ? {} : { file: source }),
    fit: (factors) =>
      factors.documents === 0 ? { ...factors, documents: fewestChunks(set.questions) } : factors,
    question: turn,
    make({ rng, needles, distractors, form = "attribute" }) {
      if (needles !== 1 || form !== "attribute")
        throw new MidspanError(
          "usage",
          `task is not for retrieved chunks; multi-document-qa is: ${set.name}`,
        );
      const question = turn(rng);
      const [gold] = question.chunks.filter((chunk) => chunk.gold === true);
      if (gold === undefined)
        throw new MidspanError(
          "does-not-fit",
          `gold cannot be placed; a chunk that holds the answer: ${question.id}`,
        );
      // Other golds would answer the question from where they stand.
      const others = question.chunks.filter((chunk) => chunk.gold !== true);
      if (others.length < distractors)
        throw new MidspanError(
          "does-not-fit",
          `${question.id} has too few chunks beside the gold; asked for ${distractors}: ${others.length}`,
          { cure: `Ask for at most ${others.length + 1} chunks.` },
        );
      const needleOf = (chunk: (typeof others)[number], answers: readonly string[]): Needle => ({
        id: `${question.id}, ${chunk.id}`,
        text: chunk.text,
        subject: chunk.title ?? "",
        question: question.question,
        answers,
        ...(question.answerPrefix === undefined ? {} : { answerPrefix: question.answerPrefix }),
      });
      return {
        whole: true,
        needles: [needleOf(gold, question.answers)],
        distractors: others.slice(0, distractors).map((chunk) => needleOf(chunk, [])),
      };
    },
  };
}

/** As many as every question with gold has, so that none is skipped. */
function fewestChunks(questions: readonly ChunkQuestion[]): number {
  const counts = questions
    .filter(({ chunks }) => chunks.some(({ gold }) => gold === true))
    .map(({ chunks }) => 1 + chunks.filter(({ gold }) => gold !== true).length);
  return counts.length === 0 ? 1 : Math.min(...counts);
}
