import { joinSegments } from "../haystack/plant.ts";
import type { Rng } from "../random.ts";
import type { Context, Depth, Gold, Needle, Segment } from "../types.ts";

/** A word of a list, and where in it (0..1) each of its occurrences is meant to stand. */
export interface ListedWord {
  readonly word: string;
  readonly places: readonly number[];
}

/**
 * A list of words that occur more than once. A word that is asked for keeps to a block of the list, and the block
 * has a depth: 0 begins, 1 ends the list. That is what gives "the most frequent word" a place at all; in RULER
 * its occurrences are all over the text, and recall by position cannot exist.
 * The realised depth of a word is the mean over its occurrences, its span that of the first.
 *
 * @param asked words whose occurrences are gold, in the order of their needles
 * @param render an entry of the list, from the word and its place in the list
 */
export function wordListContext(
  words: readonly ListedWord[],
  asked: readonly Needle[],
  render: (word: string, index: number) => string,
  count: (text: string) => number,
): Context {
  const gold = new Map(asked.map((needle) => [needle.text, needle.id]));
  const segments = words
    .flatMap(({ word, places }) => places.map((place) => ({ word, place })))
    .sort((a, b) => a.place - b.place)
    .map(({ word }, i): Segment => {
      const needleId = gold.get(word);
      const base = { lead: " ", text: render(word, i) };
      return needleId === undefined ? { ...base, kind: "filler" } : { ...base, kind: "needle", needleId };
    });
  const context = joinSegments(segments, "\n\n", count);
  return { ...context, gold: asked.map(({ id }) => meanGold(context.gold.filter((g) => g.needleId === id))) };
}

function meanGold(occurrences: readonly Gold[]): Gold {
  const depth = occurrences.reduce((sum, gold) => sum + gold.depth, 0) / occurrences.length;
  return { ...(occurrences[0] as Gold), depth };
}

/** Places within a block of the list: both ends of the block and, between them, anywhere. */
export function blockPlaces(depth: Depth, block: number, n: number, rng: Rng): readonly number[] {
  const start = depth * (1 - block);
  const within = Array.from({ length: n }, (_, i) =>
    n === 1 ? depth : i === 0 ? 0 : i === 1 ? 1 : rng.float(),
  );
  return within.map((share) => start + share * block);
}

/** Places anywhere in the list, never its very ends. */
export function anyPlaces(n: number, rng: Rng): readonly number[] {
  return Array.from({ length: n }, () => (rng.int(2 ** 31 - 1) + 1) / 2 ** 31);
}

/** Depths of the asked words' blocks: the first at the depth of the cell, the others at even, fixed places. */
export function blockDepths(depth: Depth, n: number): readonly Depth[] {
  return Array.from({ length: n }, (_, i) => (i === 0 ? depth : (i - 0.5) / (n - 1)));
}
