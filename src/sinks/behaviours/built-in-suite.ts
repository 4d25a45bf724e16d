import { createRng, type Rng } from "../../random.ts";
import type { Behaviour } from "../../types.ts";

/** Version of the items below: raised when any of them changes. */
export const SUITE_VERSION = "1";

type Made = Pick<Behaviour, "kind" | "prompt" | "rules" | "answerTokens">;

const WORDS = ["amber", "birch", "copper", "dune", "ember", "fjord", "garnet", "heron", "indigo", "juniper"];
const TOPICS = [
  "tides",
  "lighthouses",
  "bread",
  "snow",
  "bridges",
  "bees",
  "maps",
  "clocks",
  "rivers",
  "moss",
];
const THINGS = ["colours", "fruits", "birds", "tools", "metals", "trees", "rivers", "spices"];

/** Each makes an item whose answer a rule can judge; instruction and format take turns with the needle. */
const MAKERS: readonly ((rng: Rng) => Made)[] = [
  (rng) => {
    const word = rng.pick(WORDS);
    return made("instruction", `Reply with the single word ${word} and nothing else.`, [`is:${word}`], 16);
  },
  (rng) => {
    const things = rng.pick(THINGS);
    return made("format", `Name three ${things} as a JSON array of strings. Print only the array.`, ["json"]);
  },
  () => made("needle", "", [], 0),
  (rng) => {
    const [topic, word] = [rng.pick(TOPICS), rng.pick(WORDS)];
    return made(
      "instruction",
      `Write one sentence about ${topic}. End it with the word ${word} in square brackets, as in [${word}].`,
      [`ends:[${word}]`],
    );
  },
  (rng) =>
    made("format", `Write one short sentence about ${rng.pick(TOPICS)} in capital letters only.`, [
      "upper-case",
    ]),
  () => made("needle", "", [], 0),
  (rng) => {
    const [topic, word] = [rng.pick(TOPICS), rng.pick(WORDS)];
    return made(
      "instruction",
      `Begin your answer with the word ${word}: and then say in one sentence what ${topic} are for.`,
      [`starts:${word}:`],
    );
  },
  (rng) =>
    made("format", `List four ${rng.pick(THINGS)}, one a line, each line beginning with a hyphen.`, [
      "lines:4",
      "matches:/^(- .*\\n?){4}$/",
    ]),
  () => made("needle", "", [], 0),
];

function made(kind: string, prompt: string, rules: readonly string[], answerTokens = 64): Made {
  return { kind, prompt, rules, answerTokens };
}

/** `n` items, equal for equal n: a third instructions, a third formats, a third facts in a document. */
export function builtInSuite(n: number): readonly Behaviour[] {
  return Array.from({ length: n }, (_, seed): Behaviour => {
    const rng = createRng(seed).fork("behaviour");
    const item = MAKERS[seed % MAKERS.length]?.(rng) ?? made("needle", "", [], 0);
    return { id: String(seed), seed, ...item };
  });
}
