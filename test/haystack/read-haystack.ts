import type { Haystack, Segment } from "../../src/types.ts";

/** Segments from the start until `chars` characters are reached. */
export function segmentsOf(haystack: Haystack, seed: number, chars: number): Segment[] {
  const out: Segment[] = [];
  let length = 0;
  for (const segment of haystack.segments(seed)) {
    out.push(segment);
    length += segment.lead.length + segment.text.length;
    if (length >= chars) break;
  }
  return out;
}

export function textOf(haystack: Haystack, seed: number, chars: number): string {
  return segmentsOf(haystack, seed, chars)
    .map(({ lead, text }) => lead + text)
    .join("")
    .trimStart();
}

/** Sentences without headings, speakers and list marks. */
export function sentencesOf(haystack: Haystack, seed: number, chars: number): string[] {
  return segmentsOf(haystack, seed, chars).map(({ text }) =>
    (text.split("\n\n").at(-1) ?? "").replace(/^(?:[QA]: |- )/, ""),
  );
}
