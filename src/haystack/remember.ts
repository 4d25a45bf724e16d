import type { Haystack, Segment } from "../types.ts";

/** Documents kept at a time. Cells come family by family, so a few are enough. */
const CAPACITY = 4;

/**
 * The same haystack, each seed's text written once: a depth sweep reads one document many times.
 * Segments are drawn from the source only as far as somebody reads.
 */
export function rememberSegments(haystack: Haystack): Haystack {
  const documents = new Map<number, Document>();
  return {
    name: haystack.name,
    version: haystack.version,
    facts: haystack.facts,
    segments(seed) {
      const document = documents.get(seed) ?? documentOf(haystack.segments(seed));
      // Set anew, so that the order of the map is the order of last use.
      documents.delete(seed);
      documents.set(seed, document);
      if (documents.size > CAPACITY) documents.delete(documents.keys().next().value as number);
      return document;
    },
  };
}

/** The same object for as long as a seed is kept, so that what is known of a document can hang on it. */
type Document = Iterable<Segment>;

function documentOf(segments: Iterable<Segment>): Document {
  const read: Segment[] = [];
  const source = segments[Symbol.iterator]();
  return {
    *[Symbol.iterator]() {
      for (let i = 0; ; i++) {
        if (i === read.length) {
          const next = source.next();
          if (next.done === true) return;
          read.push(next.value);
        }
        yield read[i] as Segment;
      }
    },
  };
}
