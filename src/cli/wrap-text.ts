import { visibleText } from "../charts/visible-text.ts";

/** Lines of at most `width` characters, broken between words; a longer word is cut. Control characters are made visible. */
export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of visibleText(text).split(/\s+/)) {
    for (let rest = word; rest !== ""; ) {
      const joined = line === "" ? rest : `${line} ${rest}`;
      if (joined.length <= width) {
        line = joined;
        break;
      }
      if (line !== "") {
        lines.push(line);
        line = "";
        continue;
      }
      lines.push(rest.slice(0, width));
      rest = rest.slice(width);
    }
  }
  return line === "" ? lines : [...lines, line];
}
