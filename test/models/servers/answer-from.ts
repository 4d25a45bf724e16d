import { createWordTokenizer } from "../../../src/tokens.ts";

const words = createWordTokenizer();

/** Tokens by which the servers of the tests count. */
export function tokensOf(text: string): number[] {
  return [...words.encode(text)];
}

export function textOf(ids: readonly number[]): string {
  return words.decode(ids);
}

/** A model that reads: it finds the facts that the prompt asks for, each on a line, or says that one is not there. */
export function answerFrom(prompt: string): string {
  const asked = [...prompt.matchAll(/What is the ([\w ]+?) of ([\w' -]+)\?/g)].map(
    ([, attribute, name]) => new RegExp(`The ${attribute} of ${name} is ([\\w-]+)\\.`).exec(prompt)?.[1],
  );
  return asked.length === 0 ? "not stated" : asked.map((value) => value ?? "not stated").join("\n");
}
