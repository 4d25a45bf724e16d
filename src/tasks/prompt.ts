import type { Arm, Cell, Context, Gold, Needle, Sample, TaskKit } from "../types.ts";

/** What a task asks of a document, before the document is there. */
export interface Brief {
  readonly cell: Cell;
  readonly arm: Arm;
  readonly needles: readonly Needle[];
  readonly decoys: readonly string[];
}

/** `both`: query-aware (Liu et al. 2024, section 4.2): a model reads the context knowing what is asked. */
export type QuestionPlace = "after" | "before" | "both";

/** The words around a context. */
export interface PromptParts {
  readonly instruction: string;
  readonly question: string;
  /** Where the question stands; after the context where absent. */
  readonly asked?: QuestionPlace | undefined;
  /** Opening of the answer, for models whose turn can be opened. */
  readonly answerPrefix?: string;
  /** The whole answer where it is more than one value; the budget makes room for it. */
  readonly answer?: string;
  /** Said in place of the instruction where there is no context. */
  readonly closedBookInstruction: string;
}

/** Tokens kept for the answer: the value alone after an opened answer, else a sentence around it; a list in full. */
export function answerBudgetOf(answer: string | undefined, { tokenizer, prefill }: TaskKit): number {
  return (prefill ? 24 : 64) + (answer === undefined ? 0 : tokenizer.count(answer));
}

/** Tokens that a context may take within the asked length. */
export function roomFor(brief: Brief, parts: PromptParts, kit: TaskKit): number {
  const { tokenizer, prefill } = kit;
  const prefix = prefill ? (parts.answerPrefix ?? "") : "";
  const { before, after } = around(parts);
  return (
    brief.cell.contextLength -
    tokenizer.templateTokens -
    tokenizer.count(before) -
    (after === "" ? 0 : tokenizer.count(after)) -
    tokenizer.count(prefix) -
    answerBudgetOf(parts.answer, kit)
  );
}

/** Instruction, context, question, one after the other; gold spans move along, in the needles' order. */
export function promptSample(
  brief: Brief,
  parts: PromptParts,
  context: Context | undefined,
  kit: TaskKit,
): Sample {
  const { tokenizer, prefill } = kit;
  const { before, after } = around(
    context === undefined ? { ...parts, instruction: parts.closedBookInstruction, asked: "after" } : parts,
  );
  const head = context === undefined ? before : `${before}\n\n`;
  const content = `${head}${context?.text ?? ""}${after}`;
  const prefix = prefill ? parts.answerPrefix : undefined;
  return {
    cell: brief.cell,
    messages: [{ role: "user", content }],
    ...(prefix === undefined ? {} : { answerPrefix: prefix }),
    ...(prefix === undefined || parts.answer !== undefined ? {} : { valueComesNext: true }),
    needles: brief.needles,
    gold: inOrder(context?.gold ?? [], brief.needles).map((gold) => ({
      ...gold,
      start: gold.start + head.length,
      end: gold.end + head.length,
    })),
    decoys: brief.decoys,
    promptTokens:
      tokenizer.templateTokens +
      tokenizer.count(before) +
      (context === undefined ? 0 : context.tokens - seamOf(context, before, kit)) +
      (after === "" ? 0 : tokenizer.count(after, context?.text ?? before)) +
      tokenizer.count(prefix ?? ""),
    contextTokens: context?.tokens ?? 0,
    answerBudget: answerBudgetOf(parts.answer, kit),
  };
}

/** What stands before a context, without the blank line between, and what after it. */
function around({ instruction, question, asked = "after" }: PromptParts): {
  readonly before: string;
  readonly after: string;
} {
  return {
    before: asked === "after" ? instruction : `${instruction}\n\n${question}`,
    after: asked === "before" ? "" : `\n\n${question}`,
  };
}

/** Tokens that the opening of a context shares with the instruction before it: 0 for most tokenizers. */
function seamOf({ segments }: Context, instruction: string, { tokenizer }: TaskKit): number {
  const opening = `\n\n${segments[0]?.text ?? ""}`;
  return tokenizer.count(opening) - tokenizer.count(opening, instruction);
}

/** Depth i belongs to needle i, wherever in the document it stands. */
function inOrder(gold: readonly Gold[], needles: readonly Needle[]): readonly Gold[] {
  const order = new Map(needles.map((needle, i) => [needle.id, i]));
  const place = ({ needleId }: Gold): number => order.get(needleId) ?? needles.length;
  return [...gold].sort((a, b) => place(a) - place(b));
}
