import { z } from "zod";
import { MidspanError } from "../errors.ts";
import type { Needle, NeedleRequest, NeedleSet } from "../types.ts";
import { checkFacts } from "./check-facts.ts";
import { checkRecord } from "./check-record.ts";
import type { FileSource } from "./needle-file.ts";
import { takeTurn } from "./turn.ts";
import type { UserRecord } from "./user-record.ts";

/** A fact with its near-misses. */
export interface OwnFact {
  readonly needle: Needle;
  readonly nearMisses: readonly Needle[];
}

const words = z.string().trim().min(1);
const list = z.array(words).min(1);
const answers = z.union([words.transform((answer) => [answer]), list]);
const nearMiss = z.union([
  words.transform((text): { text: string; answers: readonly string[] } => ({ text, answers: [] })),
  z.strictObject({ text: words, answers }),
]);
const ownFact = z.strictObject({
  id: words.nullish(),
  text: words,
  question: words,
  answers,
  answerPrefix: words.nullish(),
  subject: words.nullish(),
  distractors: z.union([words.transform((text) => [{ text, answers: [] }]), z.array(nearMiss)]).nullish(),
});
const FIELDS = Object.keys(ownFact.shape);

/**
 * A user's facts. Distractors of a needle are its own near-misses, then, where more are asked for, other facts of
 * the file. Throws `input-file`; `make` throws `does-not-fit` where the file holds too few, `usage` where a task
 * asks for facts in a form of its own.
 */
export function ownFacts(records: readonly UserRecord[], path: string): FileSource {
  const facts = records.map((record, i) => toFact(checkRecord(record, ownFact, FIELDS), i));
  checkFacts(facts, records);
  const lines = new Map(facts.map(({ needle }, i) => [needle.id, records[i]?.lineOf(["answers"])]));
  const nearest = facts.reduce((least, fact) => Math.min(least, fact.nearMisses.length), Infinity);
  return {
    lineOf: (needleId) => lines.get(needleId),
    fit: (factors) => {
      const needles = typeof factors.needles === "number" ? Math.min(factors.needles, facts.length) : 1;
      const most = facts.length - needles + needles * nearest;
      return {
        ...factors,
        ...(typeof factors.needles === "number" ? { needles } : {}),
        ...(typeof factors.distractors === "number"
          ? { distractors: Math.min(factors.distractors, most) }
          : {}),
      };
    },
    make: (request) => makeSet(facts, request, path),
  };
}

function toFact(record: z.infer<typeof ownFact>, index: number): OwnFact {
  const { text, question, answerPrefix, subject, distractors } = record;
  const id = record.id ?? `fact ${index + 1}`;
  // The first answer is the one that the document states.
  const stated = (answer: string): number => (text.toLowerCase().includes(answer.toLowerCase()) ? 0 : 1);
  return {
    needle: {
      id,
      text,
      question,
      answers: [...record.answers].sort((a, b) => stated(a) - stated(b)),
      ...(answerPrefix == null ? {} : { answerPrefix }),
      ...(subject == null ? {} : { subject }),
    },
    nearMisses: (distractors ?? []).map((miss, i) => ({
      id: `${id}, near-miss ${i + 1}`,
      text: miss.text,
      question,
      answers: miss.answers,
    })),
  };
}

function makeSet(facts: readonly OwnFact[], request: NeedleRequest, path: string): NeedleSet {
  const { needles, distractors, rng, form = "attribute" } = request;
  if (form !== "attribute")
    throw new MidspanError("usage", `task words its own facts; needles of a file are sentences: ${path}`, {
      cure: "Give them to needle, multi-needle, multi-document-qa, needle-in-needles or abstention.",
    });
  if (needles > facts.length)
    throw new MidspanError("does-not-fit", `${path} holds ${facts.length} needles; asked for: ${needles}`, {
      cure: "Ask for fewer needles, or add some to the file.",
    });
  const golds = takeTurn(facts, rng, needles);
  const others = facts.filter((fact) => !golds.includes(fact));
  const pool = [
    ...golds.flatMap(({ nearMisses }) => nearMisses),
    ...rng
      .fork("others")
      .shuffle(others)
      .map(({ needle }) => needle),
  ];
  if (distractors > pool.length)
    throw new MidspanError(
      "does-not-fit",
      `${path} gives a needle ${pool.length} distractors, its own and other facts; asked for: ${distractors}`,
      { cure: `Ask for at most ${pool.length} (${pool.length + 1} documents), or add needles to the file.` },
    );
  return { needles: golds.map(({ needle }) => needle), distractors: pool.slice(0, distractors) };
}
