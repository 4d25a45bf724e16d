import { haystacks } from "../haystack/index.ts";
import { createRng } from "../random.ts";
import type { Haystack } from "../types.ts";

/** Characters that give any tokenizer 64 tokens and more. */
const CHARACTERS = 1200;

/** Invented texts without needles, of one seed each, for a look at attention. */
export function plainTexts(count: number, seed: number, characters = CHARACTERS): readonly string[] {
  const [haystack] = haystacks;
  if (haystack === undefined) throw new RangeError("no haystack");
  const rng = createRng(seed).fork("plain-texts");
  return Array.from({ length: count }, (_, i) =>
    beginningOf(haystack, rng.fork(String(i)).int(2 ** 31), characters),
  );
}

/** The first sentences of a document, so many characters at least where it has them. */
export function beginningOf(haystack: Haystack, seed: number, characters: number): string {
  let text = "";
  for (const { lead, text: own } of haystack.segments(seed)) {
    text += text === "" ? own : lead + own;
    if (text.length >= characters) break;
  }
  return text;
}
