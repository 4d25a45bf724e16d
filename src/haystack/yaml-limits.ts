import { type CST, Lexer, Parser } from "yaml";
import { DEEPEST } from "../parse-shallow.ts";

/** Where a text of YAML is beyond what is read, and what may be there at most. */
export interface BeyondLimit {
  readonly offset: number;
  /** "nested at most 64 deep". */
  readonly rule: string;
}

/** Each key is held against all others before it. */
const MOST_KEYS = 10_000;
/** Marks, words and line ends; the reader keeps some 500 bytes of each. */
const MOST_LEXEMES = 1_000_000;

/** The first thing in a text that would take the reader's stack, time or memory; undefined where it can be read. */
export function beyondLimits(text: string): BeyondLimit | undefined {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let read = 0;
  for (const lexeme of new Lexer().lex(text)) {
    if (++read > MOST_LEXEMES) return { offset: parser.offset, rule: "at most a million words and marks" };
    for (const token of parser.next(lexeme)) tokens.push(token);
  }
  for (const token of parser.end()) tokens.push(token);
  return ofTokens(tokens);
}

function ofTokens(tokens: readonly CST.Token[]): BeyondLimit | undefined {
  let level: readonly CST.Token[] = tokens;
  for (let depth = 0; level.length > 0; depth++) {
    const [first] = level;
    // The reader calls itself for each level; a stack that overflows within a regular expression ends the process.
    if (depth > DEEPEST && first !== undefined)
      return { offset: first.offset, rule: `nested at most ${DEEPEST} deep` };
    const crowded = level.find((token) => isMapping(token) && itemsOf(token).length > MOST_KEYS);
    if (crowded !== undefined)
      return { offset: crowded.offset, rule: `at most ${MOST_KEYS} keys of one mapping` };
    level = level.flatMap(innerOf);
  }
  return undefined;
}

function isMapping(token: CST.Token): boolean {
  return token.type === "block-map" || (token.type === "flow-collection" && token.start.source === "{");
}

function innerOf(token: CST.Token): readonly CST.Token[] {
  if (token.type === "document") return token.value === undefined ? [] : [token.value];
  return itemsOf(token).flatMap(({ key, value }) => [key, value].filter(isCollection));
}

function itemsOf(token: CST.Token): readonly CST.CollectionItem[] {
  return isCollection(token) ? token.items : [];
}

function isCollection(
  token: CST.Token | null | undefined,
): token is CST.BlockMap | CST.BlockSequence | CST.FlowCollection {
  return token != null && "items" in token;
}
