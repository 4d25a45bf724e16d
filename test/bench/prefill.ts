import { haystacks } from "../../src/haystack/index.ts";
import { runNeedles } from "../../src/haystack/needles.ts";
import { rememberSegments } from "../../src/haystack/remember.ts";
import { openModel } from "../../src/models/index.ts";
import { needle } from "../../src/tasks/needle.ts";
import type { Cell, Haystack, Model } from "../../src/types.ts";
import type { BenchRow } from "./main.ts";

const DEPTHS = 11;
const SEEDS = 6;
const LENGTH = 2048;

interface Cost {
  readonly seconds: number;
  readonly prefilled: number;
  readonly prompts: number;
}

/** A depth sweep with and without reuse of the common prefix, for a full and for a bounded cache. */
export async function prefillRows(): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const cache of ["dense", "sinks:256+256"]) {
    const shared = await sweepCost(cache, true);
    const naive = await sweepCost(cache, false);
    rows.push({
      what: `depth sweep, ${LENGTH} tokens, ${cache}: tokens prefilled`,
      figure: `${shared.prefilled.toLocaleString("en")} of ${naive.prefilled.toLocaleString("en")}`,
      against: `${(shared.prefilled / naive.prefilled).toFixed(2)} of naive (target: 0.60; bound for 11 depths: ${bound().toFixed(2)})`,
    });
    rows.push({
      what: `depth sweep, ${LENGTH} tokens, ${cache}: wall time, one thread`,
      figure: `${(shared.prompts / shared.seconds).toFixed(1)} prompts/s`,
      against: `${(shared.seconds / naive.seconds).toFixed(2)} of naive`,
    });
  }
  return rows;
}

/** One full prefill and, for each further depth, what follows its needle: evenly spaced, so 1 + sum(1 - d). */
function bound(): number {
  let sum = 1;
  for (let i = 0; i < DEPTHS - 1; i++) sum += 1 - i / (DEPTHS - 1);
  return sum / DEPTHS;
}

async function sweepCost(cache: string, prefixCache: boolean): Promise<Cost> {
  const model = await openModel("embedded:reference", { cache, prefixCache, threads: 0 });
  await sweep(model, 99, 1);
  const started = performance.now();
  const prefilled = await sweep(model, 1, SEEDS);
  const seconds = (performance.now() - started) / 1000;
  await model.close();
  return { seconds, prefilled, prompts: SEEDS * DEPTHS };
}

/** Tokens prefilled over all depths of some seeds, deepest first. */
async function sweep(model: Model, firstSeed: number, seeds: number): Promise<number> {
  const haystack = rememberSegments(haystacks[0] as Haystack);
  let prefilled = 0;
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++)
    for (let i = DEPTHS - 1; i >= 0; i--) {
      const depth = i / (DEPTHS - 1);
      const cell: Cell = { task: "needle", contextLength: LENGTH, depth, seed, factors: needle.factors };
      const kit = { haystack, tokenizer: model.tokenizer, prefill: model.prefill, needles: runNeedles };
      const sample = needle.build(cell, kit);
      const answer = await model.generate(sample, {
        maxOutputTokens: sample.answerBudget,
        temperature: 0,
        seed,
      });
      prefilled += (answer.promptTokens ?? 0) - (answer.cachedTokens ?? 0);
    }
  return prefilled;
}
