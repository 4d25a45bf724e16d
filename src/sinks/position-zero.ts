import type { AuditedTokenizer } from "./audited/audited-tokenizer.ts";

/**
 * What the first token of a prompt is. `eos-as-bos`: the same token ends texts and begins them (GPT-2, OPT);
 * `delimiter`: the chat template's own text or marker; `text`: the given text's own first token.
 */
export type PositionZero = "bos" | "eos-as-bos" | "special" | "delimiter" | "text" | "nothing";

/**
 * @param first index of the first token that the given texts decide; undefined = none of them does
 * @param rendered whether a chat template stands around the texts
 */
export function positionZero(
  ids: readonly number[],
  { bos, eos, isSpecial }: Pick<AuditedTokenizer, "bos" | "eos" | "isSpecial">,
  first: number | undefined,
  rendered: boolean,
): PositionZero {
  const [id] = ids;
  if (id === undefined) return "nothing";
  if (id === eos?.id) return "eos-as-bos";
  if (id === bos?.id) return "bos";
  if (first === 0) return "text";
  if (rendered) return "delimiter";
  return isSpecial(id) === true ? "special" : "delimiter";
}

/** How many tokens of the beginning are the BOS, or the EOS that serves as one. */
export function leadingBos(
  ids: readonly number[],
  { bos, eos }: Pick<AuditedTokenizer, "bos" | "eos">,
): number {
  const begins = (id: number): boolean => id === bos?.id || (bos === undefined && id === eos?.id);
  const other = ids.findIndex((id) => !begins(id));
  return other < 0 ? ids.length : other;
}
