import { MidspanError } from "../../errors.ts";
import { createRng } from "../../random.ts";
import { ruleCheck } from "../behaviours/behaviour-rules.ts";

/** An instruction about the form of the answer, whatever the question is. */
export interface CriticalInstruction {
  readonly text: string;
  /** All must hold. */
  readonly rules: readonly string[];
}

/** Those of the suite; questions take turns with them. */
export const criticalInstructions: readonly CriticalInstruction[] = [
  { text: 'Important: answer in JSON, as one object with the key "answer".', rules: ["json"] },
  { text: "Important: write your whole answer in capital letters.", rules: ["upper-case"] },
  { text: "Important: begin your answer with the word ANSWER and a colon.", rules: ["starts:ANSWER:"] },
  { text: "Important: end your answer with the marker [DONE].", rules: ["ends:[DONE]"] },
];

/** What joins rules within a factor. */
const SEPARATOR = "\n";

/** A user's instruction as factors. Throws `usage`, `input-file` for a rule that is none. */
export function instructionFactors(
  text: string,
  rules: readonly string[],
): { readonly instruction: string; readonly rules: string } {
  if (rules.length === 0)
    throw new MidspanError(
      "usage",
      `an instruction of your own needs a rule; --rule json, for example: ${text}`,
    );
  for (const rule of rules) ruleCheck(rule);
  return { instruction: text, rules: rules.join(SEPARATOR) };
}

/** The instruction of a cell: the one in its factors, or that whose turn it is by the seed. */
export function instructionOf(seed: number, text: unknown, rules: unknown): CriticalInstruction {
  if (typeof text === "string" && text !== "") return { text, rules: String(rules).split(SEPARATOR) };
  return createRng(seed).fork("critical-instruction").pick(criticalInstructions);
}
