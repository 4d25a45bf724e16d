import { visibleText } from "../charts/visible-text.ts";

/** Text of a model or a file on one line, cut to `width` characters, in which a terminal obeys nothing. */
export function plainLine(text: string, width = Number.POSITIVE_INFINITY): string {
  const line = visibleText(text).replace(/\s+/g, " ").trim();
  return line.length > width ? `${line.slice(0, Math.max(0, width - 1))}…` : line;
}
