import { MidspanError } from "../errors.ts";
import { createRng } from "../random.ts";
import type { Cell, Needle, Sample, Task, TaskKit } from "../types.ts";
import { codedWords } from "./coded-word.ts";
import { armFactor, integerFactor, numberFactor } from "./factors.ts";
import { listed } from "./listing.ts";
import { type Brief, type PromptParts, promptSample, roomFor } from "./prompt.ts";
import { scoreFound } from "./score-found.ts";
import { anyPlaces, blockDepths, blockPlaces, type ListedWord, wordListContext } from "./word-list.ts";

/**
 * RULER's common words: a numbered list in which a few words stand often and all others seldom. Occurrences of a
 * common word keep to a block of the list (see `wordListContext`); the block of the first is at the cell's depth.
 */
export const commonWords: Task = {
  name: "common-words",
  version: 1,
  summary: "a numbered list of words, the most common asked for; freq_cw, freq_ucw: 0 = as published",
  paper: "Hsieh et al. 2024 (RULER), section 3.3",
  usesHaystack: false,
  factors: { num_cw: 10, freq_cw: 0, freq_ucw: 0, block: 0.25, arm: "context" },
  build,
  score: scoreFound,
};

function build(cell: Cell, kit: TaskKit): Sample {
  const arm = armFactor(cell);
  const rng = createRng(cell.seed).fork("common-words");
  // Published: 30 occurrences among words of 3; below 4k tokens 6 among words of 1.
  const long = cell.contextLength >= 4096;
  const often = integerFactor(cell, "freq_cw", 0, 0) || (long ? 30 : 6);
  const seldom = integerFactor(cell, "freq_ucw", 0, 0) || (long ? 3 : 1);
  if (often <= seldom)
    throw new MidspanError("usage", `freq_cw of ${cell.task}; more than freq_ucw, ${seldom}: ${often}`);
  const n = integerFactor(cell, "num_cw", 10, 1);
  const block = numberFactor(cell, "block", 0.25, 0, 1);
  const source = codedWords(rng.fork("words"));
  const question = `What are the ${n} most common words in the list?`;
  const needles = Array.from({ length: n }, (): Needle => {
    const word = source.next().value;
    return { id: word, text: word, question, answers: [word] };
  });
  const brief: Brief = { cell, arm, needles, decoys: [] };
  const parts: PromptParts = {
    instruction: "Below is a numbered list of words. Some of them stand in it more often than the others.",
    question,
    closedBookInstruction: "Answer the question.",
    answerPrefix: "The most common words are:",
    answer: listed(needles),
  };
  const { count } = kit.tokenizer;
  const draw = (words: readonly ListedWord[]) =>
    wordListContext(words, needles, (word, i) => `${i + 1}. ${word}`, count);
  if (arm === "closed-book") return promptSample(brief, parts, undefined, kit);
  if (arm === "oracle") {
    const once = needles.map(({ text }, i) => ({ word: text, places: [i] }));
    return promptSample(brief, parts, draw(once), kit);
  }

  const common = blockDepths(cell.depth, n).map((depth, i): ListedWord => {
    const word = needles[i]?.text as string;
    return { word, places: blockPlaces(depth, block, often, rng.fork("common").fork(i)) };
  });
  const room = roomFor(brief, parts, kit);
  let tokens = 2;
  let entries = 0;
  // The numbers are shuffled in the end; which word has which changes nothing in their sum.
  const costOf = (word: string, times: number): number => {
    let cost = 0;
    for (let i = 1; i <= times; i++) cost += count(` ${entries + i}. ${word}`, word);
    return cost;
  };
  for (const { word } of common) {
    tokens += costOf(word, often);
    entries += often;
  }
  const rare: ListedWord[] = [];
  const places = rng.fork("places");
  for (;;) {
    const word = source.next().value;
    tokens += costOf(word, seldom);
    entries += seldom;
    if (tokens > room) break;
    rare.push({ word, places: anyPlaces(seldom, places) });
  }
  if (rare.length === 0)
    throw new MidspanError(
      "does-not-fit",
      `${n} common words x ${often} do not fit; context length at least ${cell.contextLength - room + tokens} tokens: ${cell.contextLength}`,
      { cure: "ask for fewer of them (num_cw, freq_cw) or a longer context" },
    );
  return promptSample(
    { ...brief, decoys: rare.map(({ word }) => word) },
    parts,
    draw([...common, ...rare]),
    kit,
  );
}
