/** Breaks a text at spaces into lines of at most `width` characters; longer words and "12 %" stay whole. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.replaceAll(" %", "\u00a0%").split(/[ \n\t]+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => line.replaceAll("\u00a0%", " %"));
}
