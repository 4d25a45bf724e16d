import type { Chunk, ChunkQuestion } from "../../chunk-question.ts";
import { haystacks } from "../../haystack/index.ts";
import { runNeedles } from "../../haystack/needles.ts";
import { createRng, type Rng } from "../../random.ts";
import type { CountTokens } from "../../tokens.ts";
import type { Needle, Segment } from "../../types.ts";
import type { ChunkSet } from "../chunk-set.ts";

/** What the embedded set is made for. */
export interface SyntheticRequest {
  /** Default 1. */
  readonly seed?: number;
  /** Default 200: enough for differences of 3 points to be excluded. */
  readonly questions?: number;
  /** Chunks a question. Default 20. */
  readonly chunks?: number;
  /** Gold chunks a question: 1, or 2 where the answer is of two parts. Default 1. */
  readonly hops?: 1 | 2;
}

/**
 * How often an invented retriever puts the gold chunk first, second ... and how often it misses it: 60 % first, 85 %
 * within five, 5 % not at all, as retrievers of question answering do on their good days. What is left falls off
 * evenly over the ranks from six on.
 */
const FIRST_RANKS = [0.6, 0.1, 0.07, 0.05, 0.03] as const;
const ABSENT = 0.05;

const VERSION = "1";

/**
 * Questions about an invented world: the gold chunk, and hard negatives that are near-duplicates of its fact (the
 * same name with another attribute, the same attribute with a similar name). Ranks and scores are those of an
 * invented retriever with errors, see `FIRST_RANKS`; no chunk states the answer but the gold.
 */
export function syntheticSet(
  { seed = 1, questions = 200, chunks = 20, hops = 1 }: SyntheticRequest = {},
  count: CountTokens = (text) => text.split(/\s+/).length,
): ChunkSet {
  const filler = fillerFrom(seed, count);
  const made = Array.from({ length: questions }, (_, i): ChunkQuestion => {
    const rng = createRng(seed).fork("rag").fork(i);
    return makeQuestion(`invented-${i + 1}`, rng, { chunks, hops, filler });
  });
  const absent = made.filter((question) => !question.chunks.some(({ gold }) => gold === true)).length;
  return {
    name: "invented",
    version: `${VERSION}+${seed}.${questions}.${chunks}.${hops}`,
    questions: made,
    notes: [
      `an invented retriever ranks: gold first in 60 % of questions, not among the chunks in ${absent} of ${questions}`,
    ],
    flagged: made
      .filter(({ chunks: given }) => !given.some(({ gold }) => gold === true))
      .map(({ id }) => ({ questionId: id, rule: "no chunk holds the answer" })),
  };
}

interface Making {
  readonly chunks: number;
  readonly hops: 1 | 2;
  readonly filler: () => readonly Segment[];
}

function makeQuestion(id: string, rng: Rng, { chunks, hops, filler }: Making): ChunkQuestion {
  const { needles, distractors } = runNeedles.make({
    rng: rng.fork("facts"),
    needles: hops,
    distractors: chunks,
    values: "word",
  });
  const draw = rng.fork("ranks");
  const places = needles.map(() => goldRank(chunks, draw.float()));
  const golds = new Map<number, Needle>();
  needles.forEach((needle, i) => {
    let rank = places[i];
    while (rank !== undefined && golds.has(rank)) rank = (rank % chunks) + 1;
    if (rank !== undefined) golds.set(rank, needle);
  });
  const scores = fallingScores(chunks, draw);
  const others = rng.fork("order").shuffle(distractors)[Symbol.iterator]();
  const laid = Array.from({ length: chunks }, (_, i): Chunk => {
    const needle = golds.get(i + 1);
    const fact = needle ?? (others.next().value as Needle);
    return {
      id: `${id}-${i + 1}`,
      title: fact.subject ?? fact.id,
      text: textOf(fact, filler()),
      score: scores[i] as number,
      gold: needle !== undefined,
      place: { document: `volume ${1 + draw.int(4)}`, index: draw.int(1000) },
    };
  });
  return {
    id,
    question: needles.map(({ question }) => question).join(" "),
    answers: needles.flatMap(({ answers }) => answers),
    ...(hops === 1 && needles[0]?.answerPrefix !== undefined
      ? { answerPrefix: needles[0].answerPrefix }
      : {}),
    chunks: laid,
    ranked: true,
  };
}

/** Rank from 1, or undefined where the retriever misses the chunk. */
function goldRank(chunks: number, draw: number): number | undefined {
  let left = draw;
  for (const [i, share] of FIRST_RANKS.entries()) {
    if (left < share) return Math.min(i + 1, chunks);
    left -= share;
  }
  if (left < ABSENT || chunks <= FIRST_RANKS.length) return undefined;
  const rest = 1 - FIRST_RANKS.reduce((sum, share) => sum + share, 0) - ABSENT;
  return FIRST_RANKS.length + 1 + Math.floor(((left - ABSENT) / rest) * (chunks - FIRST_RANKS.length));
}

/** Cosines as embeddings give them: from about 0.85 down, never rising. */
function fallingScores(n: number, rng: Rng): number[] {
  let score = 0.8 + 0.1 * rng.float();
  return Array.from({ length: n }, () => {
    score -= rng.float() * (0.6 / n);
    return Number(score.toFixed(4));
  });
}

/** The fact stands in the middle of its chunk. */
function textOf(fact: Needle, filler: readonly Segment[]): string {
  const texts = filler.map(({ text }) => text);
  const half = texts.length >> 1;
  return [...texts.slice(0, half), fact.text, ...texts.slice(half)].join(" ");
}

/** Tokens of filler around a fact. */
const FILLER_TOKENS = 50;

/** Sentences of the invented haystack, a handful a call, never the same ones twice. */
function fillerFrom(seed: number, count: CountTokens): () => readonly Segment[] {
  const segments = (haystacks[0] as (typeof haystacks)[number]).segments(seed)[Symbol.iterator]();
  return () => {
    const taken: Segment[] = [];
    let tokens = 0;
    while (tokens < FILLER_TOKENS) {
      const { value } = segments.next() as { readonly value: Segment };
      if (value.text.includes("\n")) continue;
      taken.push(value);
      tokens += count(value.text);
    }
    return taken;
  };
}
