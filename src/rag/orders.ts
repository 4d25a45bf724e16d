import { createRng, type Rng } from "../random.ts";

/** What an order may look at, where a chunk has it. */
export interface Ranked {
  /** The retriever's score, higher = better; null or absent counts as 0 where an order sorts by it. */
  readonly score?: number | null;
  /** Where in its source it stands, for `document`. */
  readonly place?: { readonly document: string; readonly index: number };
}

/** One way of laying retrieved chunks into a prompt. */
export interface ChunkOrder {
  readonly name: string;
  /** One line for `midspan list orders`. */
  readonly summary: string;
  /** Who does it so. */
  readonly source: string;
  /** Whether it means anything for chunks that no retriever has ranked. */
  readonly needsRanks: boolean;
  /**
   * From chunks best first (whatever else they hold, see `Ranked`) to chunks in the order of the prompt; pure.
   * `rng` is for `random` alone.
   */
  arrange<T extends object>(ranked: readonly T[], rng?: Rng): readonly T[];
}

/**
 * Every order, the retriever's own first: the others are compared with it.
 *
 * @example
 * ```ts
 * const sides = orders.find(({ name }) => name === "sides-best-last")!;
 * const prompt = sides.arrange(ranked); // chunks best first -> chunks in the order of the prompt
 * ```
 */
export const orders: readonly ChunkOrder[] = [
  {
    name: "rank",
    summary: "best first",
    source: "what most pipelines do",
    needsRanks: true,
    arrange: (ranked) => ranked,
  },
  {
    name: "reverse",
    summary: "best last, next to the question",
    source: "common advice; PINE (Wang et al. 2024, arXiv:2407.01100) for the effect",
    needsRanks: true,
    arrange: (ranked) => ranked.toReversed(),
  },
  {
    name: "random",
    summary: "shuffled, seeded by the question",
    source: "the control",
    needsRanks: false,
    arrange: (ranked, rng = createRng(1)) => rng.shuffle(ranked),
  },
  {
    name: "document",
    summary: "as they stand in their source",
    source: "OP-RAG (Yu et al. 2024, arXiv:2409.01666)",
    needsRanks: false,
    arrange: (ranked) => inDocumentOrder(ranked),
  },
  {
    name: "sides-haystack",
    summary: "best first, second last, and so on inwards",
    source: "Haystack, LostInTheMiddleRanker: each is put in the middle of those before",
    needsRanks: true,
    arrange: (ranked) =>
      ranked.reduce<readonly (typeof ranked)[number][]>(
        (placed, chunk) => placed.toSpliced(Math.ceil(placed.length / 2), 0, chunk),
        [],
      ),
  },
  {
    name: "sides-langchain",
    summary: "best at one end, second at the other; best last where the count is even",
    source: "LangChain, LongContextReorder",
    needsRanks: true,
    arrange: (ranked) => alternated(ranked.toReversed()),
  },
  {
    name: "sides-llamaindex",
    summary: "the same after sorting by score; chunks without one count as 0",
    source: "LlamaIndex, LongContextReorder",
    needsRanks: true,
    arrange: (ranked) => alternated(byScore(ranked)),
  },
  {
    name: "sides-longllmlingua",
    summary: "odd ranks first, then even ranks backwards: best first, second last",
    source: "LongLLMLingua (Jiang et al. 2024, arXiv:2310.06839), two_stage",
    needsRanks: true,
    arrange: (ranked) => [
      ...ranked.filter((_, i) => i % 2 === 0),
      ...ranked.filter((_, i) => i % 2 === 1).toReversed(),
    ],
  },
  {
    name: "sides-best-last",
    summary: "best last, second first, and so on inwards, whatever the count",
    source: "sides, without the accident of an even or odd count",
    needsRanks: true,
    arrange: (ranked) => [
      ...ranked.filter((_, i) => i % 2 === 1),
      ...ranked.filter((_, i) => i % 2 === 0).toReversed(),
    ],
  },
  {
    name: "gold-repeat-end",
    summary: "best first, and the best once more at the end",
    source: "repetition of the top chunk, as some pipelines do",
    needsRanks: true,
    arrange: (ranked) => (ranked.length < 2 ? ranked : [...ranked, ranked[0] as (typeof ranked)[number]]),
  },
];

/** Worst first: every odd index goes to the end, every even one to the front (the published loop). */
function alternated<T>(worstFirst: readonly T[]): readonly T[] {
  const placed: T[] = [];
  worstFirst.forEach((chunk, i) => {
    if (i % 2 === 1) placed.push(chunk);
    else placed.unshift(chunk);
  });
  return placed;
}

/** Ascending; equal scores stay as they came. Without any score the ranks stand in, or nothing would be sorted. */
function byScore<T extends object>(ranked: readonly T[]): readonly T[] {
  const score = (chunk: T): number | null | undefined => (chunk as Ranked).score;
  if (ranked.every((chunk) => score(chunk) == null)) return ranked.toReversed();
  return [...ranked].sort((a, b) => (score(a) ?? 0) - (score(b) ?? 0));
}

/** Documents in the order of their best chunk, each document's chunks as they stand in it; unplaced ones stay behind. */
function inDocumentOrder<T extends object>(ranked: readonly T[]): readonly T[] {
  const placeOf = (chunk: T): Ranked["place"] => (chunk as Ranked).place;
  const documents = new Map<string, number>();
  ranked.forEach((chunk, i) => {
    const place = placeOf(chunk);
    if (place !== undefined && !documents.has(place.document)) documents.set(place.document, i);
  });
  const document = (chunk: T): number =>
    documents.get(placeOf(chunk)?.document ?? "") ?? Number.POSITIVE_INFINITY;
  return [...ranked].sort((a, b) => {
    const [one, other] = [document(a), document(b)];
    if (one !== other) return one - other;
    return (placeOf(a)?.index ?? 0) - (placeOf(b)?.index ?? 0);
  });
}
