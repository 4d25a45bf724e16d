import { runNeedles } from "../../haystack/needles.ts";
import type { Rng } from "../../random.ts";
import type { Needle } from "../../types.ts";

/** A fact of a chunk, and what it is about. */
export interface ChunkFact {
  readonly text: string;
  readonly title: string;
}

/** What a question is about. */
export interface QuestionFacts {
  readonly question: string;
  readonly answerPrefix: string;
  readonly answer: string;
  /** One, or two where the first leads to the second. */
  readonly golds: readonly ChunkFact[];
  /** The same name with another attribute, the same attribute with a name that shares a part. */
  readonly hard: readonly ChunkFact[];
  /** Of other people and other attributes. */
  readonly easy: readonly ChunkFact[];
}

/** Draws of other people for one that shares nothing with the gold. */
const SPARE = 4;
/** Who leads from one person to another, where an answer is of two parts. */
const RELATIONS = ["neighbour", "deputy", "cousin", "tutor", "partner"] as const;

/** A question with its facts, in the wording that the embedded model was trained on. */
export function drawFacts(hard: number, easy: number, hops: 1 | 2, rng: Rng): QuestionFacts {
  const near = runNeedles.make({ rng: rng.fork("near"), needles: 1, distractors: hard, values: "word" });
  const [gold] = near.needles as readonly [Needle];
  const taken = new Set([...near.needles, ...near.distractors].flatMap(({ answers }) => answers));
  const parts = new Set(partsOf(gold));
  const others = runNeedles
    .make({ rng: rng.fork("far"), needles: SPARE * easy + SPARE, distractors: 0, values: "word" })
    .needles.filter(
      (other) =>
        !partsOf(other).some((part) => parts.has(part)) && !other.answers.some((answer) => taken.has(answer)),
    );
  if (others.length < easy + 1) throw new RangeError("too few facts that share nothing with the gold");
  const far = others.slice(0, easy).map(toFact);
  const one: QuestionFacts = {
    question: gold.question,
    answerPrefix: gold.answerPrefix ?? "",
    answer: gold.answers[0] as string,
    golds: [toFact(gold)],
    hard: near.distractors.map(toFact),
    easy: far,
  };
  return hops === 1 ? one : withBridge(one, gold, others[easy] as Needle, rng.fork("bridge"));
}

/** Asks for the gold by somebody who is named in another fact only; the gold's own name leaves the question. */
function withBridge(facts: QuestionFacts, gold: Needle, other: Needle, rng: Rng): QuestionFacts {
  const [asked, person] = [gold.subject ?? "", other.subject ?? ""];
  const relation = rng.pick(RELATIONS);
  const renamed = (text: string): string => text.replace(asked, () => `the ${relation} of ${person}`);
  return {
    ...facts,
    question: renamed(facts.question),
    answerPrefix: renamed(facts.answerPrefix),
    golds: [{ text: `The ${relation} of ${person} is ${asked}.`, title: person }, ...facts.golds],
  };
}

/** First name, last name, attribute. */
function partsOf({ id, subject = "" }: Needle): readonly string[] {
  return [...subject.split(" "), id.split(" of ")[0] as string];
}

function toFact({ text, subject = "" }: Needle): ChunkFact {
  return { text, title: subject };
}
