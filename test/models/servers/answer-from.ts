import { createWordTokenizer } from "../../../src/tokens.ts";

const words = createWordTokenizer();

/** Tokens by which the servers of the tests count. */
export function tokensOf(text: string): number[] {
  return [...words.encode(text)];
}

export function textOf(ids: readonly number[]): string {
  return words.decode(ids);
}

/** A model that reads: it finds the fact that the last question asks for, or says that it is not there. */
export function answerFrom(prompt: string): string {
  const question = [...prompt.matchAll(/What is the (\w+) of ([\w ]+)\?/g)].at(-1);
  const fact = question && new RegExp(`The ${question[1]} of ${question[2]} is (\\w+)\\.`).exec(prompt);
  return fact?.[1] ?? "not stated";
}
