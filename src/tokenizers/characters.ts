import { MidspanError } from "../errors.ts";
import { memoCount, type Tokenizer } from "../tokens.ts";

/** Tokens that a server adds around a probe; taken off so that a short probe does not look dear. */
const TEMPLATE_TOKENS = 8;

/**
 * What a run of characters with a digit in it (an id, a number, a uuid) costs beside as many characters of words:
 * cl100k and o200k take 1.66 characters of a uuid and 2.3 of a seven-digit number for a token, and 4.3 of prose.
 */
const CODE_WEIGHT = 2.5;
const RUNS = /[^\s"{},:]+/g;

/** Characters of a text, those of ids and numbers counted as many times as they cost. */
function weightOf(text: string): number {
  let code = 0;
  for (const [run] of text.matchAll(RUNS)) if (/\d/.test(run)) code += run.length;
  return text.length + (CODE_WEIGHT - 1) * code;
}

/**
 * A tokenizer that is only an estimate: `perToken` characters (UTF-16 units) of words a token, each part rounded up,
 * and fewer of ids and numbers: a JSON object of uuids would else be two and a half times as long as it says. Every
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
    count: memoCount((text) => Math.ceil(weightOf(text) / perToken)),
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
  const perToken = Math.floor((weightOf(probe) / tokens) * 100) / 100;
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
