import { haystacks } from "../../haystack/index.ts";
import type { Rng } from "../../random.ts";

/** Words of filler around a fact, before the sentence that passes them: chunks come to 60 to 90 tokens. */
const LEAST = 33;
const MORE = 12;

/** Puts facts one by one into running text of the run side; a seed gives the same filler to each place in turn. */
export function openPassages(rng: Rng): (fact: string) => string {
  const [mixed] = haystacks;
  if (mixed === undefined) throw new RangeError("no haystack");
  const sentences = plain(mixed.segments(rng.fork("haystack").int(2 ** 31)));
  const own = rng.fork("passages");
  return (fact) => {
    const wanted = LEAST + own.int(MORE + 1);
    const filler: string[] = [];
    for (let words = 0; words < wanted; ) {
      const { value } = sentences.next();
      if (value === undefined) throw new RangeError("the haystack has an end");
      filler.push(value);
      words += value.split(" ").length;
    }
    const at = own.int(filler.length + 1);
    return [...filler.slice(0, at), fact, ...filler.slice(at)].join(" ");
  };
}

/** Sentences that can stand within a passage: no heading, no line of a list, no question's mark, none too long. */
function* plain(
  segments: Iterable<{ readonly lead: string; readonly text: string }>,
): Generator<string, undefined> {
  for (const { lead, text } of segments)
    if (lead !== "\n" && !/\n|^[QA]: /.test(text) && text.split(" ").length <= LONGEST) yield text;
}

const LONGEST = 20;
