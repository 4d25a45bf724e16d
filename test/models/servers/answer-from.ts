import { createRng } from "../../../src/random.ts";
import { createWordTokenizer } from "../../../src/tokens.ts";

const words = createWordTokenizer();

/** Tokens by which the servers of the tests count. */
export function tokensOf(text: string): number[] {
  return [...words.encode(text)];
}

export function textOf(ids: readonly number[]): string {
  return words.decode(ids);
}

/** Share of the facts that are not found where they stand near an end of a prompt, and in its middle. */
export interface Forgetting {
  readonly edge: number;
  readonly middle: number;
}

const EDGE = 0.15;
/** Characters of a prompt in which nothing is forgotten. */
const SHORT = 2000;

/**
 * A model that reads: it finds the facts that the prompt asks for, each on a line, or says that one is not there.
 * A forgetting one does not see some of them: which, hangs on the fact alone.
 */
export function answerFrom(prompt: string, forgetting: Forgetting = { edge: 0, middle: 0 }): string {
  const asked = [...prompt.matchAll(/What is the ([\w ]+?) of ([\w' -]+)\?/g)].map(([, attribute, name]) => {
    const fact = new RegExp(`The ${attribute} of ${name} is ([\\w-]+)\\.`).exec(prompt);
    if (fact === null) return "not stated";
    const depth = fact.index / prompt.length;
    if (prompt.length < SHORT) return fact[1];
    const forgets = Math.min(depth, 1 - depth) < EDGE ? forgetting.edge : forgetting.middle;
    return createRng(`forget/${attribute} of ${name}`).float() < forgets ? "not stated" : fact[1];
  });
  return asked.length === 0 ? "not stated" : asked.join("\n");
}
