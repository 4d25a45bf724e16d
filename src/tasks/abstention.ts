import { createRng } from "../random.ts";
import { ABSTENTIONS } from "../scorers/abstains.ts";
import type { Cell, Needle, Sample, Task, TaskKit } from "../types.ts";
import { documentSample } from "./document.ts";
import { integerFactor, valuesFactor } from "./factors.ts";
import { scoreFound } from "./score-found.ts";

/**
 * The fact that is asked for is not in the text, only near-duplicates of it are; the right answer says so.
 * Recall is the share of abstentions; a false answer names its decoy. What stands at the asked depth is the
 * nearest near-duplicate: the sag, if there is one, is in how far a tempting fact tempts.
 */
export const abstention: Task = {
  name: "abstention",
  version: 1,
  summary: "the fact is absent, near-duplicates are there; the right answer says so",
  paper: "after Rajpurkar et al. 2018 (SQuAD 2.0), section 4",
  usesHaystack: true,
  factors: { distractors: 7, values: "word", arm: "context" },
  build,
  score: scoreFound,
};

function build(cell: Cell, kit: TaskKit): Sample {
  const set = kit.needles.make({
    rng: createRng(cell.seed).fork("abstention"),
    needles: 1,
    distractors: integerFactor(cell, "distractors", 7, 1),
    values: valuesFactor(cell),
  });
  const [absent] = set.needles;
  const [nearest, ...others] = set.distractors;
  if (absent === undefined || nearest === undefined) throw new RangeError("needle source gave no needle");
  const tempting: Needle = {
    id: nearest.id,
    text: nearest.text,
    question: absent.question,
    answers: ABSTENTIONS,
  };
  return documentSample(
    {
      cell,
      needles: [tempting],
      distractors: others,
      decoys: set.distractors.flatMap((other) => other.answers),
      parts: {
        instruction: `Read the text and answer the question after it. If the text does not give the answer, write "${ABSTENTIONS[0]}".`,
        question: absent.question,
        closedBookInstruction: `Answer the question. If you do not have the answer, write "${ABSTENTIONS[0]}".`,
      },
    },
    kit,
  );
}
