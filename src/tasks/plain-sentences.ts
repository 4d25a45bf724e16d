import type { Segment, TaskKit } from "../types.ts";

/** Sentences of the haystack as running text; headings and list lines do not stand inside a passage. */
export function* plainSentences(kit: TaskKit, seed: number): Iterable<Segment> {
  for (const segment of kit.haystack.segments(seed))
    if (segment.lead !== "\n" && !segment.text.includes("\n")) yield { ...segment, lead: " " };
}
