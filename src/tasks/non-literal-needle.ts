import { MidspanError } from "../errors.ts";
import { fillSlots, type NonLiteralPair, nonLiteralPairs } from "../haystack/non-literal.ts";
import { createRng, type Rng } from "../random.ts";
import type { Cell, Depth, Needle, Sample, Task, TaskKit } from "../types.ts";
import { documentSample } from "./document.ts";
import { choiceFactor, integerFactor } from "./factors.ts";
import { scoreFound } from "./score-found.ts";

/**
 * A fact whose question has none of its words: "X has a flat right beside the Colosseum", asked as "Who must know
 * the streets of Rome well?". The step between the two is a fact of the world; the answer is an invented name, so
 * that no model knows it. Two hops ask for Italy.
 */
export const nonLiteralNeedle: Task = {
  name: "non-literal-needle",
  version: 1,
  summary:
    "a fact that shares no content word with its question; hops: 1 or 2; distractor: literal, alike or none",
  paper: "Modarressi et al. 2025 (NoLiMa), section 3",
  usesHaystack: true,
  factors: { hops: 1, distractor: "literal", arm: "context" },
  build,
  score: scoreFound,
};

/**
 * Where the distractor stands: at least 0.2 from the needle after rounding to sentences, and not before it while
 * the needle is in the first two thirds, so that the cells of a depth sweep share the text before the needle.
 */
function distractorDepth(needle: Depth): Depth {
  return needle < 0.66 ? 0.9 : 0.42;
}

function build(cell: Cell, kit: TaskKit): Sample {
  const hops = integerFactor(cell, "hops", 1, 1);
  if (hops > 2) throw new MidspanError("usage", `factor hops of ${cell.task}; 1 or 2: ${hops}`);
  const kind = choiceFactor(cell, "distractor", ["literal", "alike", "none"], "literal");
  const rng = createRng(cell.seed).fork("non-literal-needle");
  const pairs = nonLiteralPairs();
  const pair = rng.fork("pair").pick(pairs);
  const target = pair.targets[hops - 1] as string;
  const [who, other] = twoNames(kit, rng.fork("people"));
  const question = fillSlots(pair.question, { target });
  const fact = (id: string, template: string, name: string, hook: string): Needle => ({
    id,
    text: fillSlots(template, { who: name, hook, target }),
    question,
    answers: acceptedNames(name),
    subject: name,
  });
  const needle = fact(pair.hook, rng.fork("wording").pick(pair.needles), who, pair.hook);
  const alike = rng.fork("alike").pick(pairs.filter((item) => isAlike(item, pair)));
  const distractors = {
    literal: [fact(`literal: ${target}`, pair.literal, other, "")],
    alike: [fact(alike.hook, rng.fork("alike wording").pick(alike.needles), other, alike.hook)],
    none: [],
  }[kind];
  return documentSample(
    {
      cell,
      needles: [needle],
      distractors,
      distractorDepth: distractorDepth(cell.depth),
      parts: {
        instruction:
          "Read the text and answer the question after it. The text does not give the answer in so many words: one sentence of it and what everybody knows do.",
        question: `${question} Answer with the name alone.`,
        closedBookInstruction: "Answer the question.",
        answerPrefix: "The name is",
      },
    },
    kit,
  );
}

/** The same kind of fact, which leads elsewhere, in one step and in two. */
function isAlike(item: NonLiteralPair, pair: NonLiteralPair): boolean {
  return item.relation === pair.relation && item.targets.every((target) => !pair.targets.includes(target));
}

/** Two invented people, no part of whose names stands in the other's: one is never taken for the other. */
function twoNames(kit: TaskKit, rng: Rng): readonly [string, string] {
  const { needles } = kit.needles.make({ rng, needles: 12, distractors: 0, values: "word" });
  const [who = "", ...others] = needles.map(({ subject, id }) => subject ?? id);
  const parts = (name: string): string[] => name.toLowerCase().split(" ");
  const apart = (a: string, b: string): boolean => parts(a).every((part) => !b.toLowerCase().includes(part));
  const other = others.find((name) => apart(name, who) && apart(who, name));
  if (other === undefined) throw new RangeError("needle source gave no two names apart");
  return [who, other];
}

/** The whole name, or the first name alone: the context has nobody else of that name. */
function acceptedNames(name: string): readonly string[] {
  const [first = name] = name.split(" ");
  return first === name ? [name] : [name, first];
}
