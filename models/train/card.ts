/**
 * Measures an embedded model on the suite's own tasks and prints the tables of its card.
 *   npx tsx models/train/card.ts [documents] [name...]      documents a cell, default 40; default reference
 */
import pMap from "p-map";
import { haystacks } from "../../src/haystack/index.ts";
import { runNeedles } from "../../src/haystack/needles.ts";
import { rememberSegments } from "../../src/haystack/remember.ts";
import { openModel } from "../../src/models/index.ts";
import { wilson } from "../../src/stats/wilson.ts";
import { kvRetrieval } from "../../src/tasks/kv-retrieval.ts";
import { multiDocumentQa } from "../../src/tasks/multi-document-qa.ts";
import { multiKey } from "../../src/tasks/multi-key.ts";
import { needle } from "../../src/tasks/needle.ts";
import type { Factor, Haystack, Task } from "../../src/types.ts";

interface Probe {
  readonly name: string;
  readonly task: Task;
  readonly factors: Readonly<Record<string, Factor>>;
  readonly lengths: readonly number[];
}

const ALL = [256, 512, 1024, 2048];
const PROBES: readonly Probe[] = [
  { name: "needle, 8 facts, words", task: needle, factors: { distractors: 7 }, lengths: [...ALL, 3072] },
  {
    name: "needle, 8 facts, numbers",
    task: needle,
    factors: { distractors: 7, values: "number" },
    lengths: ALL,
  },
  { name: "needle, 32 facts, words", task: needle, factors: { distractors: 31 }, lengths: [1024, 2048] },
  { name: "multi-key, 4 keys, numbers", task: multiKey, factors: {}, lengths: ALL },
  {
    name: "key-value pairs, as many as fit",
    task: kvRetrieval,
    factors: { keyKind: "name", values: "number" },
    lengths: ALL,
  },
  { name: "numbered documents, as many as fit", task: multiDocumentQa, factors: {}, lengths: ALL },
];
const VARIANT_LENGTHS = [256, 384, 512, 768];
/** All that the variants were trained for; 768 tokens are beyond their range. */
const VARIANT_PROBES: readonly Probe[] = (["word", "number"] as const).map((values) => ({
  name: `needle, 8 facts, ${values}s`,
  task: needle,
  factors: { distractors: 7, values },
  lengths: VARIANT_LENGTHS,
}));
const DEPTHS = 11;
/** Seeds that no sweep of the repository and no evaluation during training uses. */
const FIRST_SEED = 77_000_000;

const [asked, ...rest] = process.argv.slice(2);
const documents = Number(asked ?? 40);
console.log(
  "| model | task | length | recall | 95 % interval | lowest depth | its recall | its interval | n a depth |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
for (const name of rest.length > 0 ? rest : ["reference"]) await measure(name);

async function measure(name: string): Promise<void> {
  const model = await openModel(`embedded:${name}`, {});
  const kit = {
    haystack: rememberSegments(haystacks[0] as Haystack),
    tokenizer: model.tokenizer,
    prefill: model.prefill,
    needles: runNeedles,
  };
  for (const probe of name === "reference" ? PROBES : VARIANT_PROBES)
    for (const contextLength of probe.lengths) {
      const hits = new Array<number>(DEPTHS).fill(0);
      await pMap(
        Array.from({ length: documents }, (_, i) => FIRST_SEED + i),
        async (seed) => {
          for (let step = DEPTHS - 1; step >= 0; step--) {
            const cell = { task: probe.task.name, contextLength, depth: step / (DEPTHS - 1), seed };
            const sample = probe.task.build(
              { ...cell, factors: { ...probe.task.factors, ...probe.factors } },
              kit,
            );
            const options = { maxOutputTokens: sample.answerBudget, temperature: 0, seed };
            const answer = await model.generate(sample, options);
            hits[step] = (hits[step] ?? 0) + probe.task.score(answer.text, sample).recall;
          }
        },
        { concurrency: model.concurrency },
      );
      console.log(`| ${name} ${row(probe.name, contextLength, hits)}`);
    }
  await model.close();
}

function row(name: string, length: number, hits: readonly number[]): string {
  const total = hits.reduce((a, b) => a + b, 0);
  const low = Math.min(...hits);
  const worst = hits.indexOf(low);
  const all = documents * DEPTHS;
  return `| ${name} | ${length} | ${percent(total / all)} | ${range(total, all)} | ${worst * 10} % | ${percent(low / documents)} | ${range(low, documents)} | ${documents} |`;
}

function range(hits: number, n: number): string {
  const { low, high } = wilson(hits, n, 0.95);
  return `${percent(low)} to ${percent(high)}`;
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
