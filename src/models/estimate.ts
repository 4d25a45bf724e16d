import { charactersTokenizer } from "../tokenizers/characters.ts";
import type { Tokenizer } from "../tokens.ts";

/** Characters a token where a server does not tokenise for us: English prose has 4 to 5, code and ids 2 to 3. */
const CHARACTERS = 4;

/** How much longer than estimated a prompt can be: 4 characters a token against code's 2.7. */
export const ESTIMATE_MARGIN = 1.5;

/** Lengths of a model whose tokenizer nobody told us; `--tokenizer` names a better one. */
export function estimatedTokenizer(): Tokenizer {
  return charactersTokenizer(CHARACTERS);
}
