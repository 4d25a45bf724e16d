import { createRng } from "../random.ts";
import type { Cell, Haystack, Needle, Sample, Segment, Task, TaskKit } from "../types.ts";
import { documentSample, factSegment } from "./document.ts";
import { integerFactor, valuesFactor } from "./factors.ts";
import { scoreFound } from "./score-found.ts";

/** Needlestack: the text is made of facts of the needle's own kind; one of them is asked for. */
export const needleInNeedles: Task = {
  name: "needle-in-needles",
  version: 1,
  summary: "one fact in a text made wholly of facts of its kind; repeats: how often it is stated",
  paper: "Needle in a Needlestack 2024 (project page); Hsieh et al. 2024 (RULER), section 3.1",
  usesHaystack: false,
  factors: { repeats: 1, values: "word", arm: "context" },
  build,
  score: scoreFound,
};

/** Facts in a paragraph of the text. */
const PARAGRAPH = 6;

function build(cell: Cell, kit: TaskKit): Sample {
  const repeats = integerFactor(cell, "repeats", 1, 1);
  const set = kit.needles.make({
    rng: createRng(cell.seed).fork("needle-in-needles"),
    needles: 1,
    // More than can fit: no such sentence has fewer than eight tokens.
    distractors: Math.ceil(cell.contextLength / 8) + 64,
    values: valuesFactor(cell),
  });
  const [gold] = set.needles;
  if (gold === undefined) throw new RangeError("needle source gave no needle");
  // Only the tracked statement moves and is on the record; what repeats it stands still.
  const copies = Array.from({ length: repeats - 1 }, (_, i) => ({
    ...gold,
    id: `${gold.id}, again ${i + 1}`,
  }));
  const sample = documentSample(
    {
      cell,
      needles: [gold],
      distractors: copies,
      decoys: [],
      parts: {
        instruction: "Read the list of facts and answer the question after it.",
        question: gold.question,
        closedBookInstruction: "Answer the question.",
        ...(gold.answerPrefix === undefined ? {} : { answerPrefix: gold.answerPrefix }),
      },
    },
    { ...kit, haystack: factHaystack(set.distractors) },
  );
  const text = sample.messages[0]?.content ?? "";
  return { ...sample, decoys: statedIn(text, set.distractors) };
}

function factHaystack(facts: readonly Needle[]): Haystack {
  return {
    name: "facts",
    version: "1",
    segments: () =>
      facts.map(
        (fact, i): Segment => ({
          ...factSegment(fact, "distractor"),
          lead: i % PARAGRAPH === 0 ? "\n\n" : " ",
        }),
      ),
  };
}

/** Values of the facts that the text took; it takes them in order, but for the last few. */
function statedIn(text: string, facts: readonly Needle[]): readonly string[] {
  const sentences = new Set(text.split(/(?<=\.)\s+/));
  return facts.filter((fact) => sentences.has(fact.text)).flatMap((fact) => fact.answers);
}
