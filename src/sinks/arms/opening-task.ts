import { MidspanError } from "../../errors.ts";
import { createRng } from "../../random.ts";
import { documentSample } from "../../tasks/document.ts";
import type { Cell, Message, Sample, Task, TaskKit } from "../../types.ts";
import { aroundBody, type OpeningControl, openingControls } from "./opening-line.ts";
import { ruleSample, scoreItem } from "./rule-sample.ts";

/** Tasks of opening lines are named after them: "opening:A", "opening:A shuffled". */
export const OPENING_PREFIX = "opening:";

/**
 * Items of a behaviour suite behind an opening line. The line is a factor, so that it is part of a trial's identity;
 * the item follows from the seed, so that all lines are asked the same items.
 */
export function openingTask(name: string): Task {
  return {
    name,
    version: 1,
    summary: "items of a behaviour suite behind an opening line, or behind a control of it",
    paper: "controls after the sink literature: Xiao et al. 2024 (position), Gu et al. 2025 (token)",
    usesHaystack: true,
    factors: { line: "", control: "line", role: "user", judge: "" },
    build,
    score: scoreItem,
  };
}

function build(cell: Cell, kit: TaskKit): Sample {
  const item = kit.needles.behaviour?.(createRng(cell.seed));
  if (item === undefined)
    throw new MidspanError("usage", `opening lines need a behaviour suite; needles: ${kit.needles.name}`);
  const { count } = kit.tokenizer;
  const line = String(cell.factors.line ?? "");
  const { first, last } = aroundBody(line, controlOf(cell), createRng(item.seed).fork("opening"), count);
  const system = cell.factors.role === "system" && first !== "" ? first : "";
  const head = system === "" && first !== "" ? `${first}\n\n` : "";
  const tail = last === "" ? "" : `\n\n${last}`;
  const before: readonly Message[] = system === "" ? [] : [{ role: "system", content: system }];
  const id = `${item.kind}/${item.id}`;
  const { rules, criterion } = item;
  if (item.kind !== "needle" || rules.length > 0 || criterion !== undefined) {
    const content = `${head}${item.prompt}${tail}`;
    const asked = { id, question: item.prompt, rules, ...(criterion === undefined ? {} : { criterion }) };
    return ruleSample(cell, [...before, { role: "user", content }], asked, item.answerTokens, kit);
  }
  const { needles, distractors } = kit.needles.make({
    rng: createRng(item.seed).fork("needle"),
    needles: 1,
    distractors: 3,
    values: "word",
  });
  const [gold] = needles;
  if (gold === undefined) throw new RangeError("needle source gave no needle");
  const systemTokens = system === "" ? 0 : count(system) + kit.tokenizer.templateTokens;
  // The document is the item's own, whichever line stands before it.
  const own: Cell = { ...cell, contextLength: cell.contextLength - systemTokens };
  const sample = documentSample(
    {
      cell: own,
      needles: [{ ...gold, id }],
      distractors,
      parts: {
        instruction: `${head}Read the text and answer the question after it.`,
        question: `${gold.question}${tail}`,
        closedBookInstruction: "Answer the question.",
        ...(gold.answerPrefix === undefined ? {} : { answerPrefix: gold.answerPrefix }),
      },
    },
    kit,
  );
  return {
    ...sample,
    cell,
    messages: [...before, ...sample.messages],
    promptTokens: sample.promptTokens + systemTokens,
  };
}

function controlOf({ factors }: Cell): OpeningControl {
  const found = (["line", ...openingControls] as const).find((control) => control === factors.control);
  if (found === undefined)
    throw new MidspanError(
      "usage",
      `factor control; line, ${openingControls.join(", ")}: ${factors.control}`,
    );
  return found;
}
