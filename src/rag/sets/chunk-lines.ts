import type { ChunkQuestion } from "../../types.ts";

/** Questions as lines of this project's own format: what was cut and ranked once can be read again as it was. */
export function chunkLines(questions: readonly ChunkQuestion[]): string {
  return questions
    .map(({ ranked, chunks, ...question }) => {
      const list = chunks.map(({ place, ...chunk }) => ({ ...chunk, ...place }));
      return `${JSON.stringify({ ...question, ...(ranked ? {} : { ranked }), chunks: list })}\n`;
    })
    .join("");
}
