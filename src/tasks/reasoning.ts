import { MidspanError } from "../errors.ts";
import { createRng, type Rng } from "../random.ts";
import { labelSet } from "../scorers/label-set.ts";
import { stripThinking } from "../thinking.ts";
import type { Cell, Needle, Sample, Score, Task, TaskKit } from "../types.ts";
import { documentSample } from "./document.ts";
import { integerFactor } from "./factors.ts";

/**
 * A small world of people, things and rooms after bAbI's second and third task. There the order of the text is
 * the order of events; here each fact says its day, so that a fact may move through the text and the answer
 * stays. Two facts: who took the thing, where that person then went. Three: and where after that.
 */
export const reasoning: Task = {
  name: "reasoning",
  version: 1,
  summary: "where a thing is that somebody carried; facts: 2 or 3 of a small world must be put together",
  paper: "Kuratov et al. 2024 (BABILong), section 2; QA2 and QA3",
  usesHaystack: true,
  factors: { facts: 2, distractors: 6, arm: "context" },
  build,
  score,
};

/** No room's name is part of another's: the scorer looks for letters, not for words. */
export const ROOMS: readonly string[] = [
  "kitchen",
  "garden",
  "library",
  "cellar",
  "attic",
  "stable",
  "chapel",
  "workshop",
  "pantry",
  "balcony",
  "laundry",
  "greenhouse",
];
const THINGS = ["brass key", "red umbrella", "milk jug", "silver coin", "wool blanket", "tin box", "old map"];
const DAYS = Array.from({ length: 27 }, (_, i) => i + 2);

function build(cell: Cell, kit: TaskKit): Sample {
  const facts = integerFactor(cell, "facts", 2, 2);
  if (facts > 3) throw new MidspanError("usage", `factor facts of ${cell.task}; 2 or 3: ${facts}`);
  const count = integerFactor(cell, "distractors", 6, 0);
  const rng = createRng(cell.seed).fork("reasoning");
  const [hero = "", ...people] = namesOf(kit, rng.fork("people"), 1 + Math.ceil(count / 2));
  const [thing = "", ...things] = rng.shuffle(THINGS);
  const [target = "", next = "", ...rooms] = rng.shuffle(ROOMS);
  const days = rng.sample(DAYS, facts).sort((a, b) => a - b);
  const question =
    facts === 2 ? `In which room is the ${thing}?` : `In which room was the ${thing} before the ${next}?`;
  const deeds = [`took the ${thing}`, `went to the ${target}`, `went to the ${next}`];
  const needles = days.map((day, i) => fact(day, hero, deeds[i] as string, question, [target]));
  // The first near miss: where the person was before the thing was theirs. The others: other people, other things.
  const others = Array.from({ length: count }, (_, i): Needle => {
    const room = rooms[i % rooms.length] as string;
    if (i === 0) return fact((days[0] as number) - 1, hero, `went to the ${room}`, question, [room]);
    const who = people[(i - 1) >> 1] as string;
    return i % 2 === 1
      ? fact(rng.pick(DAYS), who, `took the ${things[i % things.length]}`, question, [])
      : fact(rng.pick(DAYS), who, `went to the ${room}`, question, [room]);
  });
  const decoys = new Set(others.flatMap((other) => other.answers));
  return documentSample(
    {
      cell,
      needles,
      distractors: others,
      decoys: [...decoys],
      parts: {
        instruction:
          "Facts about people, things and rooms are hidden in the text. Answer the question after it.",
        question: `${question} Answer with the room alone.`,
        closedBookInstruction: "Answer the question.",
        answerPrefix: facts === 2 ? `The ${thing} is in the` : `The ${thing} was in the`,
      },
    },
    kit,
  );
}

function fact(day: number, who: string, deed: string, question: string, rooms: readonly string[]): Needle {
  const text = `On day ${day}, ${who} ${deed}.`;
  return { id: text, text, question, answers: rooms, subject: who };
}

/** Different people, named by the source of needles. */
function namesOf(kit: TaskKit, rng: Rng, n: number): readonly string[] {
  const { needles } = kit.needles.make({ rng, needles: 2 * n, distractors: 0, values: "word" });
  return [...new Set(needles.map(({ subject, id }) => subject ?? id))].slice(0, n);
}

/** One answer for all facts: it is right when the rooms it names are exactly the one, as BABILong has it. */
function score(output: string, sample: Sample): Score {
  const { question = "", answers: targets = [] } = sample.needles[0] ?? {};
  const { text } = stripThinking(output);
  const right = labelSet(text, { question, labels: ROOMS, targets });
  const lower = text.toLowerCase();
  const decoy = right ? undefined : sample.decoys.find((room) => lower.includes(room));
  return {
    recall: right ? 1 : 0,
    found: sample.needles.map(() => right),
    ...(decoy === undefined ? {} : { decoy }),
  };
}
