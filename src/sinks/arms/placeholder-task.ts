import { MidspanError } from "../../errors.ts";
import { needle } from "../../tasks/needle.ts";
import type { Cell, Sample, Task, TaskKit } from "../../types.ts";
import { placeholderNamed } from "./placeholders.ts";

/** Tasks of placeholders are named after them: "placeholder:bos-bos". */
export const PLACEHOLDER_PREFIX = "placeholder:";

/**
 * The needle task with something in front: in place of the BOS (`at`: "position-0"), or as text at the start of the
 * user's message ("message"), which is all that a model on a server takes.
 */
export function placeholderTask(name: string): Task {
  return {
    name,
    version: 1,
    summary: "one fact in a document, with a placeholder in front of the prompt",
    paper: "Xiao et al. 2024 (StreamingLLM), table 2",
    usesHaystack: true,
    factors: { at: "position-0", distractors: 7, values: "word" },
    build: (cell, kit) => build(cell, kit, name.slice(PLACEHOLDER_PREFIX.length)),
    score: needle.score,
  };
}

function build(cell: Cell, kit: TaskKit, named: string): Sample {
  const placeholder = placeholderNamed(named);
  const inMessage = cell.factors.at === "message";
  const front = placeholder.front(cell.seed);
  const text = inMessage ? placeholder.text(cell.seed) : "";
  if (text === undefined)
    throw new MidspanError("usage", `a BOS is no text; placeholders of a message are texts: ${named}`);
  if (!inMessage && kit.front === undefined)
    throw new MidspanError(
      "usage",
      `position 0 is the server's; placeholder at the start of the message: ${named}`,
      {
        cure: "--set at=message puts it into the user's message.",
      },
    );
  // The document stays the same under every placeholder: room is kept for the longest of them.
  const own: Cell = { ...cell, contextLength: cell.contextLength - LONGEST, factors: needleFactors(cell) };
  const sample = needle.build(own, kit);
  if (!inMessage) return { ...sample, cell, front, promptTokens: sample.promptTokens - 1 + front.length };
  const [message, ...others] = sample.messages;
  if (message === undefined) return { ...sample, cell };
  return {
    ...sample,
    cell,
    messages: [{ ...message, content: text + message.content }, ...others],
    gold: sample.gold.map((gold) => ({
      ...gold,
      start: gold.start + text.length,
      end: gold.end + text.length,
    })),
    promptTokens: sample.promptTokens + kit.tokenizer.count(text),
  };
}

/** Tokens of the longest placeholder. */
const LONGEST = 4;

function needleFactors({ factors }: Cell): Cell["factors"] {
  const { at: _, ...rest } = factors;
  return rest;
}
