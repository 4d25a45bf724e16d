import { createRng } from "../../random.ts";
import { documentSample } from "../../tasks/document.ts";
import { answerBudgetOf } from "../../tasks/prompt.ts";
import type { Cell, Message, Needle, Sample, Task, TaskKit } from "../../types.ts";
import { instructionOf } from "./critical-instructions.ts";
import { placeNamed } from "./instruction-places.ts";
import { scoreItem } from "./rule-sample.ts";

/** Tasks of places are named after them: "place:system", "place:depth-25". */
export const PLACE_PREFIX = "place:";

/** Tokens kept for an answer that is free: prefilling it would answer for the model. */
const ANSWER_TOKENS = 96;

/**
 * A question about a fact in a document, with an instruction about the form of the answer at a place of the prompt.
 * Scored is whether the instruction's rules are kept, not the fact. Documents, facts and instructions follow from the
 * seed: all places are asked the same.
 */
export function instructionTask(name: string): Task {
  return {
    name,
    version: 1,
    summary: "an instruction about the form of the answer at a place of a long prompt",
    paper: "Liu et al. 2024, section 4.2 (query-aware, both ends); Jaroslawicz et al. 2025 (IFScale)",
    usesHaystack: true,
    factors: { instruction: "", rules: "" },
    build: (cell, kit) => build(cell, kit, name.slice(PLACE_PREFIX.length)),
    score: scoreItem,
  };
}

function build(cell: Cell, kit: TaskKit, named: string): Sample {
  const place = placeNamed(named);
  const { text, rules } = instructionOf(cell.seed, cell.factors.instruction, cell.factors.rules);
  const { needles } = kit.needles.make({
    rng: createRng(cell.seed).fork("needle"),
    needles: 1,
    distractors: 0,
    values: "word",
  });
  const [fact] = needles;
  if (fact === undefined) throw new RangeError("needle source gave no needle");
  const told: Needle = { id: `instruction/${text}`, text, question: fact.question, answers: rules };
  const intro = "Read the text and answer the question after it in one sentence.";
  const above = place.kind === "above" || place.kind === "both";
  const below = place.kind === "below" || place.kind === "both";
  const top = place.kind === "user-top" ? `${text}\n\n${intro}` : intro;
  const question = below ? `${text}\n\n${fact.question}` : fact.question;
  const { count, templateTokens } = kit.tokenizer;
  const system: readonly Message[] = place.kind === "system" ? [{ role: "system", content: text }] : [];
  const systemTokens = system.length === 0 ? 0 : count(text) + templateTokens;
  const open = { ...kit, prefill: false };
  const moreAnswer = ANSWER_TOKENS - answerBudgetOf(undefined, open);
  const own = { ...cell, contextLength: cell.contextLength - systemTokens - moreAnswer };
  const sample = documentSample(
    {
      cell: own,
      needles: place.kind === "depth" ? [fact, told] : [fact],
      ...(place.kind === "depth" ? { otherDepths: [place.depth] } : {}),
      distractors: [],
      parts: {
        instruction: above ? `${top}\n\n${text}` : top,
        question: place.kind === "end" ? `${question}\n\n${text}` : question,
        closedBookInstruction: intro,
      },
    },
    open,
  );
  return {
    ...sample,
    cell,
    // As in `ruleSample`.
    valueComesNext: true,
    messages: [...system, ...sample.messages],
    // Judged by rules: see `scoreItem`.
    needles: [{ ...told, text: "" }],
    gold: sample.gold.filter(({ needleId }) => needleId === told.id),
    decoys: [],
    promptTokens: sample.promptTokens + systemTokens,
    answerBudget: ANSWER_TOKENS,
  };
}
