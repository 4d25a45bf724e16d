const REMEMBERED = 4000;

/**
 * Encodes text paragraph by paragraph and remembers each: the prompts of a depth sweep differ in one of them.
 * Exact for GPT-2's split and no other: none of its pieces has white space behind anything else, so a text may be
 * cut before a blank line that follows a character.
 */
export function encodeByParagraph(
  encode: (text: string) => readonly number[],
): (text: string) => readonly number[] {
  let known = new Map<string, readonly number[]>();
  return (text) => {
    const out: number[] = [];
    for (const paragraph of text.split(/(?<=\S)(?=\n\n)/u)) {
      let ids = known.get(paragraph);
      if (ids === undefined) {
        ids = encode(paragraph);
        if (known.size >= REMEMBERED) known = new Map();
        known.set(paragraph, ids);
      }
      for (const id of ids) out.push(id);
    }
    return out;
  };
}
