import { grouped } from "../number-words.ts";

/** A text of at most `most` characters (code points); what was left out is counted. */
export function cut(text: string, most: number): string {
  if (text.length <= most) return text;
  const points = Array.from(text);
  if (points.length <= most) return text;
  return `${points.slice(0, most).join("")} \u2026 (${grouped(points.length - most)} more characters)`;
}
