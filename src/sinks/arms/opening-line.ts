import type { Rng } from "../../random.ts";
import type { CountTokens } from "../../tokens.ts";

/**
 * What is done with an opening line. `line`: it stands first. The others are its controls: nothing in its place; the
 * same words in another order; other words of the same length in tokens; the same line at the end of the message.
 */
export type OpeningControl = "line" | "none" | "shuffled" | "neutral" | "later";

export const openingControls: readonly OpeningControl[] = ["none", "shuffled", "neutral", "later"];

/** Says nothing to a model and asks nothing of it. */
const NEUTRAL =
  "The harbour was quiet this morning and the boats lay in a row along the wall while a light wind came in from " +
  "the west and moved the flags a little. Later the clouds drew off, the water grew calm again and the road above " +
  "the beach was dry before noon. In the evening the lamps went on one after another and the last ferry came home. ";

/** Short words to end on, of one token in most vocabularies. */
const ENDS = ["", " too", " again", " as well", " and so on", "."];

/** The same words in an order that differs, where they are not all alike. */
export function shuffledWords(line: string, rng: Rng): string {
  const words = line.split(/\s+/).filter((word) => word !== "");
  if (new Set(words).size < 2) return words.join(" ");
  for (;;) {
    const shuffled = rng.shuffle(words).join(" ");
    if (shuffled !== words.join(" ")) return shuffled;
  }
}

/** Neutral words as near to the line's number of tokens as whole words come; the first words of a fixed text. */
export function neutralLine(line: string, count: CountTokens): string {
  const wanted = count(line);
  const text = NEUTRAL.repeat(1 + Math.ceil((2 * line.length + 40) / NEUTRAL.length));
  const words = text.trim().split(" ");
  let best = { text: words[0] ?? "", off: Number.POSITIVE_INFINITY };
  for (let n = 1; n <= words.length; n++) {
    const begun = words.slice(0, n).join(" ").replace(/[,.]$/, "");
    for (const end of ENDS) {
      const off = Math.abs(count(begun + end) - wanted);
      if (off < best.off) best = { text: begun + end, off };
    }
    if (best.off === 0 || count(begun) > wanted) break;
  }
  return best.text;
}

/** What is put first, and what last, for a control of a line. */
export function aroundBody(
  line: string,
  control: OpeningControl,
  rng: Rng,
  count: CountTokens,
): { readonly first: string; readonly last: string } {
  switch (control) {
    case "line":
      return { first: line, last: "" };
    case "none":
      return { first: "", last: "" };
    case "shuffled":
      return { first: shuffledWords(line, rng), last: "" };
    case "neutral":
      return { first: neutralLine(line, count), last: "" };
    case "later":
      return { first: "", last: line };
  }
}
