import type { Rng } from "../../random.ts";
import type { Chunk, ChunkQuestion } from "../../types.ts";
import { drawGoldRank } from "./gold-rank.ts";
import { openPassages } from "./passages.ts";
import { type ChunkFact, drawFacts } from "./question-facts.ts";
import { drawScores } from "./scores.ts";

/** Share of the chunks beside the gold that are near it. */
const HARD = 0.5;
/** How much nearer they are to the question than the others, and how much chance there is in that. */
const NEARER = 0.25;
const NOISE = 0.5;
/** Chunks of a question that one document holds, in the mean. */
const PER_DOCUMENT = 4;

interface Drawn {
  readonly fact: ChunkFact;
  readonly gold: boolean;
}

/** One question with `k` chunks as a retriever with faults would rank them, best first. */
export function makeQuestion(number: number, k: number, hops: 1 | 2, rng: Rng): ChunkQuestion {
  const hard = Math.round(k * HARD);
  const facts = drawFacts(hard, k - hard, hops, rng.fork("facts"));
  const passage = openPassages(rng.fork("text"));
  const scores = drawScores(k, rng.fork("scores"));
  const ranking = rank(
    facts.golds,
    negatives(facts.hard, facts.easy, rng.fork("order")),
    k,
    rng.fork("ranks"),
  );
  const places = drawPlaces(k, rng.fork("places"));
  const id = `q${String(number).padStart(3, "0")}`;
  return {
    id,
    question: facts.question,
    answers: [facts.answer],
    answerPrefix: facts.answerPrefix,
    chunks: ranking.map(
      ({ fact, gold }, i): Chunk => ({
        id: `${id}-${i + 1}`,
        text: passage(fact.text),
        title: fact.title,
        score: scores[i] as number,
        gold,
        place: { document: `${id}-${places[i]?.document}`, index: places[i]?.index ?? 0 },
      }),
    ),
    ranked: true,
  };
}

/** All that are not gold, the nearer ones rather in front. */
function negatives(hard: readonly ChunkFact[], easy: readonly ChunkFact[], rng: Rng): readonly ChunkFact[] {
  return [
    ...hard.map((fact) => ({ fact, near: NEARER + NOISE * rng.float() })),
    ...easy.map((fact) => ({ fact, near: NOISE * rng.float() })),
  ]
    .sort((a, b) => b.near - a.near)
    .map(({ fact }) => fact);
}

/** Each gold at a rank of its own draw, or nowhere; two that draw one rank stand one behind the other. */
function rank(
  golds: readonly ChunkFact[],
  others: readonly ChunkFact[],
  k: number,
  rng: Rng,
): readonly Drawn[] {
  const ranked: (Drawn | undefined)[] = Array.from({ length: k }, () => undefined);
  for (const fact of golds) {
    const at = drawGoldRank(k, rng);
    if (at === undefined) continue;
    const free = ranked.findIndex((entry, i) => i >= at - 1 && entry === undefined);
    if (free >= 0) ranked[free] = { fact, gold: true };
  }
  let next = 0;
  return ranked.map((entry) => entry ?? { fact: others[next++] as ChunkFact, gold: false });
}

/** Different places in a few documents, in no relation to the ranks. */
function drawPlaces(k: number, rng: Rng): readonly { readonly document: number; readonly index: number }[] {
  const documents = Math.ceil(k / PER_DOCUMENT);
  return rng
    .sample(
      Array.from({ length: 3 * PER_DOCUMENT * documents }, (_, i) => i),
      k,
    )
    .map((i) => ({ document: 1 + (i % documents), index: Math.floor(i / documents) }));
}
