import { MidspanError } from "../errors.ts";
import { createRng } from "../random.ts";
import type { Cell, Needle, Sample, Task, TaskKit } from "../types.ts";
import { codedWords } from "./coded-word.ts";
import { armFactor, integerFactor, numberFactor } from "./factors.ts";
import { listed } from "./listing.ts";
import { type Brief, type PromptParts, promptSample, roomFor } from "./prompt.ts";
import { scoreFound } from "./score-found.ts";
import { anyPlaces, blockDepths, blockPlaces, type ListedWord, wordListContext } from "./word-list.ts";
import { zetaCounts } from "./zeta-counts.ts";

/**
 * RULER's frequent words: words that are no words, their frequencies after a zeta distribution. The first rank
 * is dots, which do not count; the next ones are asked for. Occurrences of an asked word keep to a block of the
 * text (see `wordListContext`); the block of the most frequent is at the cell's depth.
 */
export const frequentWords: Task = {
  name: "frequent-words",
  version: 1,
  summary: "coded words of zeta-distributed frequency, the top ranks asked for",
  paper: "Hsieh et al. 2024 (RULER), section 3.3",
  usesHaystack: false,
  factors: { alpha: 2, ranks: 3, block: 0.25, arm: "context" },
  build,
  score: scoreFound,
};

const DOTS = "...";

function build(cell: Cell, kit: TaskKit): Sample {
  const arm = armFactor(cell);
  const rng = createRng(cell.seed).fork("frequent-words");
  const alpha = numberFactor(cell, "alpha", 2, 1.1, 10);
  const ranks = integerFactor(cell, "ranks", 3, 1);
  const block = numberFactor(cell, "block", 0.25, 0, 1);
  const source = codedWords(rng.fork("words"));
  const question = `What are the ${ranks} most frequent words in the coded text?`;
  const needles = Array.from({ length: ranks }, (): Needle => {
    const word = source.next().value;
    return { id: word, text: word, question, answers: [word] };
  });
  const brief: Brief = { cell, arm, needles, decoys: [] };
  const parts: PromptParts = {
    instruction: "Read the coded text and note how often each word stands in it. The dots do not count.",
    question,
    closedBookInstruction: "Answer the question.",
    answerPrefix: "The most frequent words are:",
    answer: listed(needles),
  };
  const { count } = kit.tokenizer;
  const draw = (words: readonly ListedWord[]) => wordListContext(words, needles, (word) => word, count);
  if (arm === "closed-book") return promptSample(brief, parts, undefined, kit);
  if (arm === "oracle") {
    const once = needles.map(({ text }, i) => ({ word: text, places: [i] }));
    return promptSample(brief, parts, draw(once), kit);
  }

  const room = roomFor(brief, parts, kit) - 2;
  const words = [DOTS, ...needles.map((needle) => needle.text)];
  const wordAt = (rank: number): string => {
    while (words.length <= rank) words.push(source.next().value);
    return words[rank] as string;
  };
  const tokensOf = (counts: readonly number[]): number =>
    counts.reduce((sum, times, rank) => sum + times * count(` ${wordAt(rank)}`), 0);
  const counts = zetaCounts(
    mostOf(room, (n) => tokensOf(zetaCounts(n, alpha)) <= room),
    alpha,
  );
  const last = counts[ranks] ?? 0;
  if (last === 0 || last === counts[ranks + 1])
    throw new MidspanError(
      "does-not-fit",
      `${ranks} ranks that differ do not fit; context length in tokens: ${cell.contextLength}`,
      { cure: "ask for fewer ranks or a longer context" },
    );
  const depths = blockDepths(cell.depth, ranks);
  const listedWords = counts.map((times, rank): ListedWord => {
    const places = rng.fork("places").fork(rank);
    const depth = rank === 0 ? undefined : depths[rank - 1];
    return {
      word: wordAt(rank),
      places: depth === undefined ? anyPlaces(times, places) : blockPlaces(depth, block, times, places),
    };
  });
  const decoys = listedWords.slice(ranks + 1).map(({ word }) => word);
  return promptSample({ ...brief, decoys }, parts, draw(listedWords), kit);
}

/** The largest n in 0..limit x 2 that still fits; what fits for n fits for all below. */
function mostOf(limit: number, fits: (n: number) => boolean): number {
  let low = 0;
  let high = Math.max(0, 2 * limit);
  while (low < high) {
    const mid = Math.ceil((low + high) / 2);
    if (fits(mid)) low = mid;
    else high = mid - 1;
  }
  return low;
}
