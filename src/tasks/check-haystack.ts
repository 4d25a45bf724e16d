import { MidspanError } from "../errors.ts";
import { standsIn } from "../haystack/stands-in.ts";
import type { Needle, Segment, TaskKit } from "../types.ts";

/** Answers that a filler is known not to state: a depth sweep asks for the same filler again and again. */
const absent = new WeakMap<readonly Segment[], Set<string>>();

/**
 * Throws `input-file` where filler states an answer of a user's own fact: the question could then be answered
 * from another place than the planted one. Invented facts need no such look: no text holds their values.
 */
export function checkHaystack(needles: readonly Needle[], filler: readonly Segment[], kit: TaskKit): void {
  const { file, lineOf } = kit.needles;
  if (file === undefined) return;
  const known = absent.get(filler) ?? new Set<string>();
  absent.set(filler, known);
  for (const { id, text, answers } of needles) {
    // An answer such as "not stated" is no fact that a text could give.
    if (!answers.some((answer) => text.toLowerCase().includes(answer.toLowerCase()))) continue;
    for (const answer of answers) {
      if (known.has(answer)) continue;
      const stating = filler.find(({ text }) => standsIn(answer, text));
      if (stating !== undefined)
        throw new MidspanError(
          "input-file",
          `${file}${lineOf === undefined ? "" : `:${lineOf(id)}`}: needle "${id}"; no answer may stand in the haystack ${kit.haystack.name}: "${answer}" in "${cut(stating.text)}"`,
          { cure: "Name another haystack, or take the needle out." },
        );
      known.add(answer);
    }
  }
}

function cut(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}...` : text;
}
