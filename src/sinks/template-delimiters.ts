/**
 * What chat templates mark turns with: <|...|>, <...>, [INST], <<SYS>>, full-width bars as DeepSeek writes them,
 * "### Instruction:", "USER:".
 */
const MARKER =
  /<[|\uff5c][^<>\n]*[|\uff5c]>|<\/?[a-z][\w-]*>|\[\/?[A-Z_]{3,}\]|<<\/?[A-Z]+>>|#{2,3} ?[A-Z]\w*:?|\b(?:USER|SYSTEM|ASSISTANT|Human|User|Assistant|System|Instruct):/g;

/**
 * Markers of a chat template that stand before the first given text, in order.
 *
 * @param other the same template around other texts: where the two part, the first given text begins
 */
export function openingDelimiters(
  rendered: string,
  other: string,
  bos: string | undefined,
): readonly string[] {
  let end = 0;
  while (end < rendered.length && rendered[end] === other[end]) end++;
  return (rendered.slice(0, end).match(MARKER) ?? []).filter((marker) => marker !== bos);
}
