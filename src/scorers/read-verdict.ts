import { stripThinking } from "../thinking.ts";

export type Verdict = "correct" | "incorrect" | "unreadable";

const WORDS: Readonly<Record<string, Verdict>> = {
  correct: "correct",
  true: "correct",
  yes: "correct",
  incorrect: "incorrect",
  false: "incorrect",
  no: "incorrect",
};

/**
 * A judge's verdict. Only a reply that is one known word counts, case, quotation marks, emphasis and a final stop
 * aside: whoever looks for "correct" inside a text finds it in "incorrect", in "not correct" and in "correct me".
 */
export function readVerdict(reply: string): Verdict {
  const word = stripThinking(reply)
    .text.toLowerCase()
    .replace(/^[\s"'`*]+|[\s"'`*.!]+$/g, "");
  return (Object.hasOwn(WORDS, word) ? WORDS[word] : undefined) ?? "unreadable";
}
