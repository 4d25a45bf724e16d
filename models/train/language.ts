import type { Rng } from "../../src/random.ts";
import type { Haystack } from "../../src/types.ts";
import { type Encoded, WEIGHT } from "./shard.ts";

/** BOS and plain text of the genres: language modelling, every token predicted as context. */
export function languageDocument(
  haystack: Haystack,
  rng: Rng,
  tokens: number,
  encode: (text: string) => readonly number[],
): Encoded {
  const ids: number[] = [1];
  for (const segment of haystack.segments(rng.fork("language").int(2 ** 31))) {
    ids.push(...encode(ids.length === 1 ? segment.text : segment.lead + segment.text));
    if (ids.length >= tokens) break;
  }
  const cut = ids.slice(0, tokens);
  return { ids: cut, weights: cut.map(() => WEIGHT.context) };
}
