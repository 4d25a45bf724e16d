import { kvRetrieval } from "../../src/tasks/kv-retrieval.ts";
import { multiDocumentQa } from "../../src/tasks/multi-document-qa.ts";
import { multiKey } from "../../src/tasks/multi-key.ts";
import { needle } from "../../src/tasks/needle.ts";
import type { Tokenizer } from "../../src/tokens.ts";
import type { Factor, Haystack, NeedleSource, Task } from "../../src/types.ts";
import { encodeConversation } from "./conversation.ts";
import type { Encoded } from "./shard.ts";

/** What is measured while training: the suite's own tasks on the run's side of the lexicons. */
const PROBES: readonly { name: string; task: Task; factors: Record<string, Factor>; from: number }[] = [
  { name: "needle-word-8", task: needle, factors: { distractors: 7, values: "word" }, from: 256 },
  { name: "needle-number-8", task: needle, factors: { distractors: 7, values: "number" }, from: 256 },
  { name: "needle-word-32", task: needle, factors: { distractors: 31, values: "word" }, from: 1024 },
  { name: "multi-key", task: multiKey, factors: { keys: 4, values: "number" }, from: 256 },
  { name: "kv", task: kvRetrieval, factors: { keyKind: "name", values: "number" }, from: 256 },
  { name: "documents", task: multiDocumentQa, factors: { values: "word" }, from: 256 },
];
const SEEDS = 16;
const DEPTHS = 11;

export function evaluationSet(
  length: number,
  sources: { haystack: Haystack; needles: NeedleSource },
  encode: (text: string) => readonly number[],
  names: readonly string[] = PROBES.map(({ name }) => name),
): Encoded[] {
  const memory = new Map<string, number>();
  const count = (text: string): number => {
    const known = memory.get(text) ?? encode(text).length;
    memory.set(text, known);
    return known;
  };
  const tokenizer: Tokenizer = {
    id: "embedded",
    exact: true,
    // BOS, role and end marks with their newlines, as the chat template lays them.
    templateTokens: 7,
    encode,
    decode: () => "",
    count,
  };
  const out: Encoded[] = [];
  for (const probe of PROBES.filter((item) => item.from <= length && names.includes(item.name)))
    for (let seed = 0; seed < SEEDS; seed++)
      for (let step = 0; step < DEPTHS; step++) {
        const depth = step / (DEPTHS - 1);
        const cell = {
          task: probe.task.name,
          contextLength: length,
          depth,
          seed: 900_000 + seed,
          factors: probe.factors,
        };
        const sample = probe.task.build(cell, { ...sources, tokenizer, prefill: true });
        const value = sample.needles[0]?.answers[0] as string;
        const record = probe.name === "kv";
        out.push(
          encodeConversation(
            [
              {
                user: sample.messages[0]?.content as string,
                opening: sample.answerPrefix ?? "",
                value: record ? value : ` ${value}`,
                closing: record ? '"' : ".",
              },
            ],
            encode,
            { kind: probe.name, length, depth, realised: sample.gold[0]?.depth, tokens: sample.promptTokens },
          ),
        );
      }
  return out;
}
