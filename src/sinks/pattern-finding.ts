import type { Finding, Row } from "../findings.ts";
import type { AttentionPiece } from "../models/attention-model.ts";

/** Tokens up to which every weight of a prompt is shown. */
export const SHOWN_TOKENS = 32;
const LEAST = 0.02;

/** Every head's attention in one short prompt, as rows of query and key; what is below 2 % is left out. */
export function patternFinding(
  model: string,
  pieces: readonly string[],
  seen: readonly AttentionPiece[],
): Finding {
  const opening = pieces.join("").replace(/\s+/g, " ").trim().slice(0, 60);
  return {
    name: "attention-pattern",
    question: "What does each head attend to in one prompt?",
    rows: seen.flatMap((piece) => rowsOf(model, opening, piece)),
    cautions: [],
  };
}

function rowsOf(model: string, opening: string, piece: AttentionPiece): readonly Row[] {
  const { layer, heads, first, queries, columns, weights } = piece;
  const rows: Row[] = [];
  for (let head = 0; head < heads; head++)
    for (let query = 0; query < queries && first + query < SHOWN_TOKENS; query++)
      for (let key = 0; key <= first + query; key++) {
        const value = weights[(head * queries + query) * columns + key] as number;
        if (value < LEAST) continue;
        const estimate = { value, low: value, high: value, n: 1, method: "one prompt" };
        const group = { model, layer, head, query: first + query, key, opening };
        rows.push({ group, name: "attention", estimate, unscored: 0 });
      }
  return rows;
}
