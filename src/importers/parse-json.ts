import { parseShallow } from "../parse-shallow.ts";

const BARE = /"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gs;

/**
 * JSON as Python writes it: NaN and the infinities, which JSON has not, become null. Throws a SyntaxError for what
 * is no JSON either way.
 */
export function parseJson(text: string): unknown {
  try {
    return parseShallow(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    return parseShallow(text.replace(BARE, (part) => (part.startsWith('"') ? part : "null")));
  }
}
