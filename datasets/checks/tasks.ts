import { haystacks } from "../../src/haystack/index.ts";
import { loadInventedWorld } from "../../src/haystack/invented-world.ts";
import { runNeedles } from "../../src/haystack/needles.ts";
import { rememberSegments } from "../../src/haystack/remember.ts";
import { standsIn } from "../../src/haystack/stands-in.ts";
import { tasks } from "../../src/tasks/index.ts";
import { ROOMS } from "../../src/tasks/reasoning.ts";
import { createWordTokenizer } from "../../src/tokens.ts";
import type { Cell, Haystack, Sample, Task } from "../../src/types.ts";
import type { SetVerdict } from "./verdict.ts";

/** What a task draws its answers from, beside the sets that have a file of their own. */
interface Draw {
  readonly oneIn?: number;
  readonly drawnFrom: string;
  /** Why an answer stands outside its gold, where it must. */
  readonly elsewhere?: string;
}

const { adjectives, nouns, firstNames } = loadInventedWorld("run");
const WORD_PAIRS: Draw = { oneIn: adjectives.length * nouns.length, drawnFrom: "adjective-noun pairs" };
const NUMBERS: Draw = { oneIn: 9_000_000, drawnFrom: "numbers of 7 digits" };
const UUIDS: Draw = { oneIn: 2 ** 122, drawnFrom: "uuids of version 4" };
const CODED: Draw = {
  oneIn: 343_000,
  drawnFrom: "words of three syllables",
  elsewhere: "counted words stand often",
};
const DRAWS: Readonly<Record<string, Draw>> = {
  needle: WORD_PAIRS,
  "multi-needle": WORD_PAIRS,
  "multi-key": NUMBERS,
  "multi-value": NUMBERS,
  "multi-query": NUMBERS,
  "needle-noise": NUMBERS,
  "needle-in-needles": WORD_PAIRS,
  "non-literal-needle": { oneIn: firstNames.length, drawnFrom: "first names" },
  "variable-tracking": { oneIn: 26 ** 5, drawnFrom: "names of five letters", elsewhere: "a name is handed on" },
  "uuid-chain": { ...UUIDS, elsewhere: "a key leads on" },
  "common-words": CODED,
  "frequent-words": CODED,
  "kv-retrieval": UUIDS,
  "multi-document-qa": WORD_PAIRS,
  reasoning: { oneIn: ROOMS.length, drawnFrom: "rooms", elsewhere: "rooms are in every text; who was where is not" },
  counting: { oneIn: 900, drawnFrom: "numbers of three digits" },
  "repeated-words": { oneIn: 380, drawnFrom: "pairs of 20 words, and a place", elsewhere: "the text is the answer" },
  coreference: { oneIn: 62 ** 10, drawnFrom: "prefixes of ten characters", elsewhere: "the prefix is in the question" },
  abstention: { drawnFrom: "", elsewhere: "the answer is that there is none" },
};
const LENGTH = 1500;
const SEEDS = [1, 2, 3, 4, 5, 6];

/** Every task in every genre: what is stated outside its gold, and what the closed-book prompt gives away. */
export function checkTasks(): readonly SetVerdict[] {
  const texts = haystacks.map(rememberSegments);
  return tasks.map((task) => checkTask(task, task.usesHaystack ? texts : texts.slice(0, 1)));
}

function checkTask(task: Task, texts: readonly Haystack[]): SetVerdict {
  const { oneIn, drawnFrom, elsewhere }: Draw = DRAWS[task.name] ?? { oneIn: 0, drawnFrom: "not known" };
  let [items, notUnique, inQuestion] = [0, 0, 0];
  for (const haystack of texts)
    for (const seed of SEEDS) {
      const sample = build(task, haystack, seed, "context");
      const bare = elsewhere === undefined ? outsideGold(sample) : "";
      const closed = build(task, haystack, seed, "closed-book").messages[0]?.content ?? "";
      for (const { answers } of sample.needles) {
        items++;
        if (answers.some((answer) => standsIn(answer, bare))) notUnique++;
        // That there may be no answer is said in the question of `abstention`, and is no answer to guess.
        if (task.name !== "abstention" && answers.some((answer) => standsIn(answer, closed))) inQuestion++;
      }
    }
  const what = elsewhere === undefined ? drawnFrom : `${drawnFrom}${drawnFrom === "" ? "" : "; "}${elsewhere}`;
  return { set: `task ${task.name}`, items, notUnique, inHaystack: 0, inQuestion, repeated: 0, ...(oneIn === undefined ? {} : { oneIn }), drawnFrom: what };
}

function build(task: Task, haystack: Haystack, seed: number, arm: string): Sample {
  const factors = { ...task.factors, arm };
  const cell: Cell = { task: task.name, contextLength: LENGTH, depth: 0.5, seed, factors };
  return task.build(cell, { haystack, needles: runNeedles, prefill: true, tokenizer: createWordTokenizer() });
}

/** The prompt without its gold. */
function outsideGold({ messages, gold }: Sample): string {
  let text = messages.at(-1)?.content ?? "";
  for (const { start, end } of [...gold].sort((a, b) => b.start - a.start))
    text = `${text.slice(0, start)} ${text.slice(end)}`;
  return text;
}
