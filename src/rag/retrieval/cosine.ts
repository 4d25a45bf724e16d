import { MidspanError } from "../../errors.ts";
import type { Embedder } from "../../types.ts";
import { bestOf, type Hit } from "./best.ts";

/**
 * The `k` texts nearest to each question by the cosine of their vectors, best first.
 * Throws `bad-response` where the embedder gives too few vectors, or vectors of several lengths, or of no length.
 */
export async function rankByCosine(
  questions: readonly string[],
  texts: readonly string[],
  embed: Embedder,
  k: number,
): Promise<readonly (readonly Hit[])[]> {
  const rows = await unitVectors(texts, embed);
  const asked = await unitVectors(questions, embed);
  const scores = new Float64Array(rows.length);
  return asked.map((question) => {
    for (const [i, row] of rows.entries()) scores[i] = dot(question, row);
    return bestOf(scores, rows.keys(), k);
  });
}

async function unitVectors(texts: readonly string[], embed: Embedder): Promise<readonly Float32Array[]> {
  const vectors = await embed(texts);
  if (vectors.length !== texts.length)
    throw new MidspanError("bad-response", `embeddings; one a text, ${texts.length}: ${vectors.length}`);
  return vectors.map((vector, i) => {
    const size = vectors[0]?.length ?? 0;
    if (vector.length !== size)
      throw new MidspanError(
        "bad-response",
        `embedding ${i + 1}; as long as the first, ${size}: ${vector.length}`,
      );
    const norm = Math.sqrt(dot(vector, vector));
    if (!(norm > 0) || !Number.isFinite(norm))
      throw new MidspanError("bad-response", `embedding ${i + 1}; must have a direction: norm ${norm}`);
    return vector.map((value) => value / norm);
  });
}

function dot(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length)
    throw new MidspanError(
      "bad-response",
      `embeddings of texts and questions; of one length: ${a.length}, ${b.length}`,
    );
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
