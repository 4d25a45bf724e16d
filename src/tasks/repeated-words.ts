import { MidspanError } from "../errors.ts";
import { joinSegments } from "../haystack/plant.ts";
import { createRng } from "../random.ts";
import { levenshteinSimilarity } from "../scorers/levenshtein-similarity.ts";
import { stripThinking } from "../thinking.ts";
import type { Cell, Context, Needle, Sample, Score, Segment, Task, TaskKit } from "../types.ts";
import { armFactor, integerFactor } from "./factors.ts";
import { type Brief, type PromptParts, promptSample, roomFor } from "./prompt.ts";

/**
 * Context rot's repeated words: one word again and again, another word once, to be written again as it stands.
 * The answer is as long as the text, so the text takes half of the asked length. Recall is the similarity of
 * answer and text; found is whether the odd word came out at its place.
 */
export const repeatedWords: Task = {
  name: "repeated-words",
  version: 2,
  summary: "a word repeated with one other among it, to be written again; words: 0 = as many as fit",
  paper: "Hong et al. 2025 (context rot), repeated words",
  usesHaystack: false,
  factors: { words: 0, arm: "context" },
  build,
  score,
};

const WORDS =
  "table river garden window paper winter bridge orange market candle forest silver button corner ladder mirror pocket ribbon saddle valley".split(
    " ",
  );

function build(cell: Cell, kit: TaskKit): Sample {
  const asked = integerFactor(cell, "words", 0, 0);
  const pair = createRng(cell.seed).fork("repeated-words").sample(WORDS, 2) as [string, string];
  const draftOf = (words: number): Draft => draft(cell, pair, words, kit);
  const { arm } = draftOf(2).brief;
  if (arm !== "context") return sampleOf(draftOf(arm === "oracle" ? 1 : Math.max(2, asked)), kit);

  const spare = ({ brief, parts, context }: Draft): number => roomFor(brief, parts, kit) - context.tokens;
  const least = draftOf(2);
  // The first word has no space before it, and some tokenizers know it only with one.
  const perWord = (draftOf(22).context.tokens - least.context.tokens) / 20;
  let fitted = draftOf(asked > 0 ? asked : Math.max(2, Math.ceil(2 + spare(least) / perWord)));
  // A word costs twice, in the text and in the answer; the first estimate is high, the steps become small.
  while (asked === 0 && fitted.words > 2 && spare(fitted) < 0)
    fitted = draftOf(Math.max(2, fitted.words + Math.floor(spare(fitted) / (2.5 * perWord))));
  if (spare(fitted) < 0)
    throw new MidspanError(
      "does-not-fit",
      `${fitted.words} words and as many in the answer do not fit; context length at least ${cell.contextLength - spare(fitted)} tokens: ${cell.contextLength}`,
      { cure: "ask for fewer words, or words: 0 for as many as fit" },
    );
  return sampleOf(fitted, kit);
}

interface Draft {
  readonly words: number;
  readonly brief: Brief;
  readonly parts: PromptParts;
  readonly context: Context;
}

/** The odd word at index round(depth x (n - 1)). */
function draft(cell: Cell, [word, odd]: readonly [string, string], words: number, kit: TaskKit): Draft {
  const at = Math.round(cell.depth * (words - 1));
  const segments = Array.from({ length: words }, (_, i): Segment => {
    const filler = { kind: "filler", lead: " ", text: word } as const;
    return i === at ? { ...filler, kind: "needle", text: odd, needleId: odd } : filler;
  });
  const context = joinSegments(segments, "\n\n", kit.tokenizer.count);
  const question = "Write the text above again, word for word.";
  const needle: Needle = { id: odd, text: odd, question, answers: [context.text] };
  return {
    words,
    brief: { cell, arm: armFactor(cell), needles: [needle], decoys: [] },
    parts: {
      instruction: "Below is a text of words.",
      question,
      closedBookInstruction: "There is a text of words.",
      answer: context.text,
    },
    context,
  };
}

function sampleOf({ brief, parts, context }: Draft, kit: TaskKit): Sample {
  return promptSample(brief, parts, brief.arm === "closed-book" ? undefined : context, kit);
}

/** 1 - Levenshtein distance / longer length; the place is right where the odd word has the same index, once. */
function score(output: string, sample: Sample): Score {
  const { text: odd = "", answers = [] } = sample.needles[0] ?? {};
  const expected = answers[0] ?? "";
  const said = stripThinking(output).text.trim();
  const placesIn = (text: string): string =>
    text
      .trim()
      .split(/\s+/)
      .flatMap((word, i) => (word === odd ? [i] : []))
      .join(" ");
  return {
    recall: levenshteinSimilarity(said, expected),
    found: [placesIn(said) === placesIn(expected)],
  };
}
