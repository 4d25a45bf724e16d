import { z } from "zod";
import { createRng, type Rng } from "../random.ts";
import { type QaDocument, type QaFact, qaDocuments } from "./qa-world.ts";

/** A row of the published lost-in-the-middle files: one question and its documents. */
export const qaRow = z.strictObject({
  question: z.string().min(1),
  answers: z.array(z.string().min(1)).min(1),
  ctxs: z
    .array(
      z.strictObject({
        title: z.string().min(1),
        text: z.string().min(1),
        isgold: z.boolean(),
        hasanswer: z.boolean(),
      }),
    )
    .min(2),
});

export type QaRow = z.infer<typeof qaRow>;

export interface QaRequest {
  readonly seed: number;
  /** Documents a row, the gold one first. */
  readonly documents: number;
  /** Questions about each thing, the attributes in turn. */
  readonly questions: number;
}

/** How many negatives are near by name and near by value; the rest are any of the kind. */
const NEAR_NAMES = 0.35;
const NEAR_VALUES = 0.35;

/**
 * Questions about an invented country, each with hard negatives: documents about things of the same kind that
 * state the same attribute, some of them with the nearest names, some with the nearest values. None of them holds
 * the answer. The gold document is the first, as in the published files of gold index 0.
 */
export function* qaRows({ seed, documents, questions }: QaRequest): Generator<QaRow> {
  const all = qaDocuments(seed);
  const rng = createRng(seed).fork("qa-rows");
  for (const [i, gold] of all.entries()) {
    const peers = all.filter((other) => other.kind === gold.kind && other !== gold);
    for (let q = 0; q < questions; q++) {
      const fact = gold.facts[(i + q) % gold.facts.length] as QaFact;
      const row = rng.fork(`${gold.title}: ${fact.key}`);
      const others = negatives(gold, fact, peers, documents - 1, row);
      yield {
        question: fact.question,
        answers: [fact.answer],
        ctxs: [gold, ...row.shuffle(others)].map((document) => ({
          title: document.title,
          text: document.text,
          isgold: document === gold,
          hasanswer: holds(document, fact.answer),
        })),
      };
    }
  }
}

function negatives(
  gold: QaDocument,
  fact: QaFact,
  peers: readonly QaDocument[],
  n: number,
  rng: Rng,
): readonly QaDocument[] {
  const able = rng.shuffle(peers.filter((other) => !holds(other, fact.answer)));
  const byName = ranked(able, (other) => shared(gold.title, other.title)).slice(
    0,
    Math.round(n * NEAR_NAMES),
  );
  const stated = (other: QaDocument): string => other.facts.find(({ key }) => key === fact.key)?.answer ?? "";
  const byValue = ranked(
    able.filter((other) => !byName.includes(other)),
    (other) => nearness(fact.answer, stated(other)),
  ).slice(0, Math.round(n * NEAR_VALUES));
  const near = [...byName, ...byValue];
  return [...near, ...able.filter((other) => !near.includes(other))].slice(0, n);
}

function holds(document: QaDocument, answer: string): boolean {
  return `${document.title} ${document.text}`.toLowerCase().includes(answer.toLowerCase());
}

/** Highest first; equals keep their order. */
function ranked<T>(items: readonly T[], score: (item: T) => number): readonly T[] {
  return [...items].sort((a, b) => score(b) - score(a));
}

/** Words that two names have in common. */
function shared(a: string, b: string): number {
  const other = b.split(" ");
  return a.split(" ").filter((word) => other.includes(word)).length;
}

/** Numbers by their distance, names by their common words and first letters. */
function nearness(a: string, b: string): number {
  const [x, y] = [Number.parseInt(a, 10), Number.parseInt(b, 10)];
  if (!Number.isNaN(x) && !Number.isNaN(y)) return -Math.abs(x - y);
  let letters = 0;
  while (letters < a.length && a[letters] === b[letters]) letters++;
  return 10 * shared(a, b) + letters;
}
