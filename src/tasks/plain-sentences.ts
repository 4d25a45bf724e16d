import type { Segment, TaskKit } from "../types.ts";

/**
 * Sentences of the haystack as running text; headings and list lines do not stand inside a passage. Of a text that
 * is nothing but lines, each line is a sentence.
 */
export function* plainSentences(kit: TaskKit, seed: number): Iterable<Segment> {
  const inList = (segment: Segment): boolean => segment.lead === "\n" && kit.haystack.facts === undefined;
  for (const segment of kit.haystack.segments(seed))
    if (!inList(segment) && !segment.text.includes("\n")) yield { ...segment, lead: " " };
}
