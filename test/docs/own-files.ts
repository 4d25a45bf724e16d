import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createRng } from "../../src/random.ts";

const ASKED = ["keeper", "opening day", "roof colour", "entry fee"] as const;
const CHUNKS = 10;
const FILLER = "People come here on feast days and leave by the last boat, which waits for nobody.";

/** `questions.jsonl`: what a retriever gave for 120 questions, the right chunk first or somewhat below. */
export async function writeQuestions(folder: string): Promise<void> {
  const rng = createRng("walks/questions");
  const rows = Array.from({ length: 120 }, (_, i) => {
    const asked = ASKED[i % ASKED.length] as string;
    const halls = Array.from({ length: CHUNKS }, (_, j) => `Hall ${i}-${j}`);
    const gold = Math.min(rng.int(4) + rng.int(3), CHUNKS - 1);
    const values = halls.map(() => `v${rng.int(1e6)}`);
    const chunks = halls.map((hall, j) => ({
      id: `${i}-${j}`,
      text: `${hall} stands by the river. The ${asked} of ${hall} is ${values[j]}. ${`${FILLER} `.repeat(5).trim()}`,
      score: Number((1 - j / 12).toFixed(2)),
    }));
    return {
      id: `q${i}`,
      question: `What is the ${asked} of ${halls[gold]}?`,
      answers: [values[gold]],
      chunks,
    };
  });
  await writeFile(join(folder, "questions.jsonl"), `${rows.map((row) => JSON.stringify(row)).join("\n")}\n`);
}

const NEEDLE =
  "The best thing to do in San Francisco is eat a sandwich and sit in Dolores Park on a sunny day.";
const LENGTHS = [1000, 16_000, 32_000, 64_000, 128_000];
const DEPTHS = [0, 11, 22, 33, 44, 56, 67, 78, 89, 100];

/** `their-results/`: thirty passes of a needle in a haystack as its first version writes them, a file a cell. */
export async function writeTheirResults(folder: string): Promise<void> {
  const rng = createRng("walks/their-results");
  await mkdir(join(folder, "their-results"));
  for (const context_length of LENGTHS)
    for (const depth_percent of DEPTHS)
      for (let version = 1; version <= 30; version++) {
        const lost = context_length > 32_000 && depth_percent > 15 && depth_percent < 70;
        const score = rng.float() < (lost ? 0.6 : 0.02) ? 1 : 10;
        const cell = {
          ...{ model: "some-model", context_length, depth_percent, version, needle: `\n${NEEDLE}\n` },
          model_response: score === 10 ? NEEDLE : "The text does not say.",
          ...{ score, test_duration_seconds: 3.1, test_timestamp_utc: "2023-11-20 08:00:00+0000" },
        };
        const name = `some-model_len_${context_length}_depth_${depth_percent * 100}_v${version}_results.json`;
        await writeFile(join(folder, "their-results", name), JSON.stringify(cell));
      }
}
