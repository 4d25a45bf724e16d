import { haystacks } from "../../src/haystack/index.ts";

/** Characters that are read of each genre. */
const CHARACTERS = 250_000;

/** A stretch of every genre's text, as documents have it, with what is asked of it again and again. */
export interface HaystackText {
  readonly name: string;
  readonly text: string;
  /** Words, capitals kept. */
  readonly words: ReadonlySet<string>;
  /** The text in lower case, anything but letters and digits a space. */
  readonly plain: string;
}

let read: readonly HaystackText[] | undefined;

export function haystackTexts(): readonly HaystackText[] {
  read ??= haystacks.map(({ name, segments }) => {
    let text = "";
    for (const { lead, text: sentence } of segments(1)) {
      text += lead + sentence;
      if (text.length >= CHARACTERS) break;
    }
    return { name, text, words: new Set(text.match(/\p{L}+/gu)), plain: plainOf(text) };
  });
  return read;
}

/** Whether some genre has the words in this order, marks and case aside. */
export function anyHaystackSays(phrase: string): boolean {
  const wanted = plainOf(phrase);
  const answer = said.get(wanted) ?? haystackTexts().some(({ plain }) => plain.includes(wanted));
  said.set(wanted, answer);
  return answer;
}

/** Sets name the same things again and again, and a look at all genres takes milliseconds. */
const said = new Map<string, boolean>();

export function anyHaystackHas(word: string): boolean {
  return haystackTexts().some(({ words }) => words.has(word));
}

function plainOf(text: string): string {
  return ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
}
