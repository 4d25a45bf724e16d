import type { Haystack, Segment } from "../types.ts";

/** Documents kept at a time, at least. Cells come family by family, so a few are enough for a single reader. */
const FEW = 4;

/**
 * The same haystack, each seed's text written once: a depth sweep reads one document many times.
 * Segments are drawn from the source only as far as somebody reads. `readers` is how many documents are read at a
 * time: with fewer kept than read, each would be written for every one of its cells.
 */
export function rememberSegments(haystack: Haystack, readers = 1): Haystack {
  const capacity = FEW + readers - 1;
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
      if (documents.size > capacity) documents.delete(documents.keys().next().value as number);
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
