import type { Embedder } from "../../types.ts";
import type { Hit } from "./best.ts";
import { indexBm25 } from "./bm25.ts";
import { rankByCosine } from "./cosine.ts";

export interface Retrieved {
  /** One list a question, best first; shorter than `k` where BM25 finds fewer texts with a term of it. */
  readonly hits: readonly (readonly Hit[])[];
  /** A sentence for the report. */
  readonly note: string;
}

/** Ranks texts for each question: by an embedder where there is one, else by BM25. */
export async function retrieve(
  questions: readonly string[],
  texts: readonly string[],
  k: number,
  embed: Embedder | undefined,
): Promise<Retrieved> {
  const of = `${texts.length.toLocaleString("en")} texts, the best ${k} a question`;
  if (embed !== undefined)
    return {
      hits: await rankByCosine(questions, texts, embed, k),
      note: `Ranked by the cosine of embeddings among ${of}.`,
    };
  const search = indexBm25(texts);
  return {
    hits: questions.map((question) => search(question, k)),
    note: `Ranked by BM25 (k1 1.2, b 0.75; English stop words left out, no stemming) among ${of}.`,
  };
}
