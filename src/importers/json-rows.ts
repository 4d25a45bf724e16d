import { parseJson } from "./parse-json.ts";
import { LONGEST_RECORD, type Row, shown } from "./row.ts";

const [QUOTE, BACKSLASH, LINE_FEED] = [0x22, 0x5c, 0x0a];
const [OPEN, CLOSE] = ["[{", "]}"].map((pair) => new Set([...pair].map((mark) => mark.charCodeAt(0))));
const BETWEEN = new Set([..." \t\r\n,"].map((mark) => mark.charCodeAt(0)));
const [LIST, LIST_END] = [0x5b, 0x5d];

/**
 * JSON values one after another, however they are broken into lines; of a list at the top, its entries. Only the
 * value that is being read is held. A value that is no JSON is a row that is broken, and the next begins where its
 * brackets or its text ends.
 */
export async function* jsonRows(
  pieces: AsyncIterable<string>,
  longest = LONGEST_RECORD,
): AsyncGenerator<Row> {
  let held = "";
  let [line, startLine, depth] = [1, 1, 0];
  let [inList, inText, escaped, open] = [false, false, false, false];
  for await (const piece of pieces) {
    let from = 0;
    for (let i = 0; i < piece.length; i++) {
      const code = piece.charCodeAt(i);
      if (code === LINE_FEED) line++;
      if (inText) {
        if (escaped) escaped = false;
        else if (code === BACKSLASH) escaped = true;
        else if (code === QUOTE) inText = false;
        continue;
      }
      if (!open) {
        if (BETWEEN.has(code)) continue;
        if (code === LIST && !inList) inList = true;
        else if (code === LIST_END) inList = false;
        else [open, from, startLine] = [true, i, line];
        if (!open) continue;
      }
      if (code === QUOTE) inText = true;
      else if (OPEN?.has(code)) depth++;
      else if (CLOSE?.has(code) && depth > 0) {
        depth--;
        if (depth > 0) continue;
        yield rowOf(held + piece.slice(from, i + 1), startLine, inList);
        [held, open] = ["", false];
      } else if (depth === 0 && (BETWEEN.has(code) || code === LIST_END)) {
        yield rowOf(held + piece.slice(from, i), startLine, inList);
        [held, open] = ["", false];
        if (code === LIST_END) inList = false;
      }
    }
    if (!open) continue;
    held += piece.slice(from);
    if (held.length > longest)
      return yield {
        line: startLine,
        broken: "JSON value; must be no longer than a record may be (64 MB): longer",
      };
  }
  if (open) yield rowOf(held, startLine, inList, depth > 0 || inText ? "rest of the file" : "value");
}

function rowOf(text: string, line: number, inList: boolean, what = "value"): Row {
  try {
    return { line, value: parseJson(text), ...(inList ? { inList: true as const } : {}) };
  } catch {
    return { line, broken: `${what}; must be JSON: ${shown(text)}` };
  }
}
