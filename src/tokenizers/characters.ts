import { MidspanError } from "../errors.ts";
import type { Tokenizer } from "../tokens.ts";

/** Tokens that a server adds around a probe; taken off so that a short probe does not look dear. */
const TEMPLATE_TOKENS = 8;

/**
 * A tokenizer that is only an estimate: `perToken` characters (UTF-16 units) a token, each part rounded up. Every
 * trial and chart of it is marked as estimated. Ids are characters' own codes: they round-trip, no more.
 * Throws `usage` unless `perToken` is above 0.
 */
export function charactersTokenizer(perToken: number): Tokenizer {
  if (!(perToken > 0 && Number.isFinite(perToken)))
    throw new MidspanError("usage", `characters per token; a number above 0: ${perToken}`, {
      cure: "Write characters:4.2, for example.",
    });
  return {
    id: `characters:${perToken}`,
    exact: false,
    templateTokens: TEMPLATE_TOKENS,
    encode: (text) => Array.from(text, (character) => character.codePointAt(0) as number),
    decode: (ids) => ids.map((id) => String.fromCodePoint(id)).join(""),
    count: (text) => Math.ceil(text.length / perToken),
  };
}

/** Between a script whose characters take two tokens each and code with long runs of blanks. */
const PLAUSIBLE = [0.5, 8] as const;

/**
 * Characters per token from one probe: a text of the run's own kind (code and ids take more tokens than prose) and
 * the prompt tokens that the server reported for it. Two decimals, rounded down, so that lengths err on the short
 * side. Throws `usage` where the probe is too short to tell, or the report cannot be that of the whole probe: a
 * server that counts only what its cache did not hold, or that cut the prompt.
 */
export function charactersPerToken(probe: string, reportedTokens: number): number {
  const tokens = reportedTokens - TEMPLATE_TOKENS;
  if (!(tokens >= 100))
    throw new MidspanError("usage", `the probe is too short; tokens at least 100: ${tokens}`);
  const perToken = Math.floor((probe.length / tokens) * 100) / 100;
  const [low, high] = PLAUSIBLE;
  if (perToken < low || perToken > high)
    throw new MidspanError(
      "usage",
      `the reported tokens are not those of the whole probe; ${low} to ${high} characters each: ${perToken}`,
    );
  return perToken;
}

/** The tokenizer of an id such as `characters:3.87`; undefined for any other id. */
export function charactersTokenizerOf(id: string): Tokenizer | undefined {
  const perToken = /^characters:(\d+(?:\.\d+)?)$/.exec(id)?.[1];
  return perToken === undefined ? undefined : charactersTokenizer(Number(perToken));
}
