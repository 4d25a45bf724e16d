import { MidspanError } from "../errors.ts";
import { createRng } from "../random.ts";
import type { Cell, Needle, Sample, Task, TaskKit } from "../types.ts";
import { documentSample } from "./document.ts";
import { integerFactor } from "./factors.ts";
import { listed } from "./listing.ts";
import { scoreBy } from "./score-found.ts";

/** Counting-Stars: one person's counts are scattered over the text; all of them are to be listed. */
export const counting: Task = {
  name: "counting",
  version: 1,
  summary: "counts of one person scattered over the text, among another person's; list them all",
  paper: "Song et al. 2025 (Counting-Stars), multi-evidence searching",
  usesHaystack: true,
  factors: { counts: 8, distractors: 4, arm: "context" },
  build,
  score: scoreBy(sameNumber),
};

/** Counts have three digits, none of them twice. */
const LOWEST = 100;
const HIGHEST = 999;

function build(cell: Cell, kit: TaskKit): Sample {
  const counts = integerFactor(cell, "counts", 8, 1);
  const distractors = integerFactor(cell, "distractors", 4, 0);
  const most = HIGHEST - LOWEST + 1;
  if (counts + distractors > most)
    throw new MidspanError("usage", `counts and distractors; at most ${most}: ${counts + distractors}`);
  const rng = createRng(cell.seed).fork("counting");
  const people = kit.needles.make({ rng, needles: 2, distractors: 0, values: "word" }).needles;
  const [name = "", other = ""] = people.map((person) => person.subject ?? person.id);
  const all = Array.from({ length: most }, (_, i) => LOWEST + i);
  const numbers = rng.fork("numbers").sample(all, counts + distractors);
  const question = `List every number of gulls that ${name} counted, as numbers alone.`;
  const facts = numbers.map((number, i): Needle => {
    const who = i < counts ? name : other;
    return {
      id: `${who}, ${number}`,
      text: `${who} counted ${number} gulls.`,
      question,
      answers: [String(number)],
    };
  });
  const needles = facts.slice(0, counts);
  return documentSample(
    {
      cell,
      needles,
      distractors: facts.slice(counts),
      parts: {
        instruction: "Gulls are counted in the text. Memorize the numbers; they are asked for after it.",
        question,
        closedBookInstruction: "Answer the question.",
        answerPrefix: `${name} counted:`,
        answer: listed(needles),
      },
    },
    kit,
  );
}

/** Whether a number stands in the output by itself: 137 is not in 1371. */
function sameNumber(output: string, answers: readonly string[]): boolean {
  const numbers: readonly string[] = output.match(/\d+/g) ?? [];
  return answers.some((answer) => numbers.includes(answer));
}
