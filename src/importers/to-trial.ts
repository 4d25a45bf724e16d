import { createHash } from "node:crypto";
import type { Trial } from "../record.ts";
import type { Score } from "../types.ts";
import type { Answer, Importer, OwnScore } from "./importer.ts";

/** Where an answer stood. */
export interface Place {
  readonly file: string;
  readonly line: number;
  /** Which record of the file, from 1; a line may hold several. */
  readonly record: number;
  /** Which of the record's answers, from 0. */
  readonly nth: number;
}

const LONGEST_QUESTION = 2000;
const MOST_ANSWERS = 20;

/**
 * The trial of an imported answer. Its id hangs on format and place, so that a second import gives the same; its
 * seed on the unit, so that equal questions pair, also over models and files.
 */
export function toTrial(
  answer: Answer,
  { format, stands }: { readonly format: string; readonly stands: Importer["stands"] },
  place: Place,
): Trial {
  const { published, ours } = answer;
  const score = answer.unscored === undefined ? standing(answer, stands) : undefined;
  const unscored = answer.unscored ?? { status: "failed" as const, message: "no score is recorded" };
  return {
    schema: 1,
    id: digest([format, place.file, place.record, place.nth].join("\n")).slice(0, 20),
    model: answer.model,
    task: answer.task,
    taskVersion: 1,
    haystack: `imported:${format}`,
    cell: {
      task: answer.task,
      contextLength: Math.round(answer.length),
      depth: answer.depth ?? 0,
      seed: Number.parseInt(digest(answer.unit).slice(0, 12), 16),
      factors: { ...answer.factors, ...(answer.arm === undefined ? {} : { arm: answer.arm }) },
    },
    actual: {
      tokens: Math.round(answer.tokens ?? answer.length),
      goldDepths: answer.depth === undefined ? [] : (answer.goldDepths ?? [answer.depth]),
      tokenizer: answer.tokenizer ?? "not recorded",
      ...(answer.tokens === undefined ? { estimated: true as const } : {}),
      ...(answer.documents === undefined ? {} : { documents: answer.documents }),
      ...(answer.depth === undefined ? { depthUnknown: true as const } : {}),
    },
    promptSha256: "",
    status: score === undefined ? unscored.status : "scored",
    ...(answer.output === undefined ? {} : { output: answer.output }),
    ...(score === undefined ? { error: { code: "imported", message: unscored.message } } : { score }),
    ...(published === undefined || answer.unscored !== undefined
      ? {}
      : { published: { ...published, ...(ours === undefined ? {} : { ours: ours.recall }) } }),
    source: {
      file: place.file,
      line: place.line,
      record: place.record,
      ...(answer.question === undefined ? {} : { question: answer.question.slice(0, LONGEST_QUESTION) }),
      ...(answer.answers === undefined
        ? {}
        : { answers: answer.answers.slice(0, MOST_ANSWERS).map((one) => one.slice(0, LONGEST_QUESTION)) }),
    },
    ...usageOf(answer),
    warnings: [],
    attempts: 0,
    startedAt: answer.startedAt ?? "",
  };
}

/** The score that counts; the other where that one is missing. */
function standing({ published, ours }: Answer, stands: Importer["stands"]): Score | undefined {
  const theirs: OwnScore | undefined = published && { ...ours, recall: published.score };
  const chosen = stands === "ours" ? (ours ?? theirs) : (theirs ?? ours);
  if (chosen === undefined) return undefined;
  const { recall, firstLine } = chosen;
  const found = chosen === ours ? ours.found : undefined;
  return { recall, found: found ?? [recall >= 0.5], ...(firstLine === undefined ? {} : { firstLine }) };
}

function usageOf({ promptTokens, outputTokens }: Answer): Pick<Trial, "generation"> | undefined {
  if (promptTokens === undefined && outputTokens === undefined) return undefined;
  const usage = { ...(promptTokens === undefined ? {} : { promptTokens }) };
  return {
    generation: {
      finish: { reason: "other", raw: "not recorded" },
      ...usage,
      ...(outputTokens === undefined ? {} : { outputTokens }),
    },
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
