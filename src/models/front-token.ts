import type { PreTrainedTokenizer } from "@huggingface/transformers";
import { MidspanError } from "../errors.ts";
import { createRng } from "../random.ts";
import type { FrontToken } from "../types.ts";

/** The id of a token that stands in front. Throws `usage` for a BOS that the model does not have. */
export function frontId(
  token: FrontToken,
  hub: PreTrainedTokenizer,
  bos: number | undefined,
  source: string,
): number {
  if (token === "bos") {
    if (bos !== undefined) return bos;
    throw new MidspanError(
      "usage",
      `the model has no BOS to put in front; one that its tokenizer adds: ${source}`,
    );
  }
  if ("text" in token) {
    // SentencePiece puts a space of its own before a text: the last token is the text's.
    const id = hub.encode(token.text, { add_special_tokens: false }).at(-1);
    if (id !== undefined) return id;
    throw new MidspanError("usage", `a token in front; a text of one: ${JSON.stringify(token.text)}`);
  }
  const special = new Set(hub._tokenizer.get_added_tokens_decoder().keys());
  const ids = [...hub._tokenizer.get_vocab().values()].filter((id) => !special.has(id)).sort((a, b) => a - b);
  return createRng(token.random).fork("front").pick(ids);
}
