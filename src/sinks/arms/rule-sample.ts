import { substring } from "../../scorers/substring.ts";
import { stripThinking } from "../../thinking.ts";
import type { Cell, Message, Needle, Sample, Score, TaskKit } from "../../types.ts";
import { keepsRules } from "../behaviours/behaviour-rules.ts";

/** A fact is planted in a document and has a text; what is judged by rules has none. */
function isRules({ text }: Needle): boolean {
  return text === "";
}

/**
 * A sample whose one answer is judged by rules, which stand where a fact has its answers. The budget must hold any
 * answer that keeps them.
 */
export function ruleSample(
  cell: Cell,
  messages: readonly Message[],
  item: Pick<Sample, "criterion"> & {
    readonly id: string;
    readonly question: string;
    readonly rules: readonly string[];
  },
  answerBudget: number,
  { tokenizer }: TaskKit,
): Sample {
  const { id, question, rules, criterion } = item;
  return {
    cell,
    messages,
    // Who rambles on past the budget has not kept the rules: left out, such answers would flatter a model.
    valueComesNext: true,
    needles: [{ id, text: "", question, answers: rules }],
    ...(criterion === undefined ? {} : { criterion }),
    gold: [],
    decoys: [],
    promptTokens: messages.reduce(
      (sum, { content }) => sum + tokenizer.count(content) + tokenizer.templateTokens,
      0,
    ),
    contextTokens: 0,
    answerBudget,
  };
}

/** Whether the rules are kept, or the fact is given; thinking aside. */
export function scoreItem(output: string, sample: Sample): Score {
  const { text } = stripThinking(output);
  const found = sample.needles.map((needle) =>
    isRules(needle) ? keepsRules(text, needle.answers) : substring(text, needle.answers),
  );
  const recall = found.filter(Boolean).length / Math.max(1, found.length);
  const item = sample.needles[0]?.id;
  return { recall, found, ...(item === undefined ? {} : { item }) };
}
