import type { Chunk, ChunkQuestion } from "../types.ts";
import { statesAnswer } from "./states-answer.ts";
import { type StepKind, stepText } from "./step-task.ts";

/** What came back of a step; undefined where it failed. */
export type StepOutput = (question: ChunkQuestion, kind: StepKind, rank: number) => string | undefined;

/** The questions with what was made of their chunks; a step that failed or came back empty leaves its chunk without. */
export function withSteps(
  questions: readonly ChunkQuestion[],
  outputOf: StepOutput,
): readonly ChunkQuestion[] {
  return questions.map((question) => ({
    ...question,
    chunks: question.chunks.map((chunk, i): Chunk => {
      const of = (kind: StepKind): string => stepText(outputOf(question, kind, i + 1) ?? "");
      const [summary, partial] = [of("summary"), of("answer")];
      return { ...chunk, ...(summary === "" ? {} : { summary }), ...(partial === "" ? {} : { partial }) };
    }),
  }));
}

/** How often a summary keeps the answer that its chunk states, and a partial answer gives it. */
export interface Kept {
  readonly made: number;
  readonly kept: number;
}

/** Of the chunks that state an answer and have been made shorter. */
export function keptAnswers(questions: readonly ChunkQuestion[], field: "summary" | "partial"): Kept {
  const stating = questions.flatMap(({ chunks, answers }) =>
    chunks.flatMap((chunk) => {
      const made = chunk[field];
      return made !== undefined && statesAnswer(chunk.text, answers) ? [{ made, answers }] : [];
    }),
  );
  const kept = stating.filter(({ made, answers }) => statesAnswer(made, answers));
  return { made: stating.length, kept: kept.length };
}

/** As long as a model may make them, so that prompts can be counted before any is: the head of each chunk. */
export function withPlaceholders(
  questions: readonly ChunkQuestion[],
  tokens: number,
): readonly ChunkQuestion[] {
  const head = ({ text }: Chunk): string => text.split(/\s+/).slice(0, tokens).join(" ");
  return questions.map((question) => ({
    ...question,
    chunks: question.chunks.map((chunk) => ({ ...chunk, summary: head(chunk), partial: head(chunk) })),
  }));
}
