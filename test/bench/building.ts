import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { haystacks } from "../../src/haystack/index.ts";
import { runNeedles } from "../../src/haystack/needles.ts";
import { rememberSegments } from "../../src/haystack/remember.ts";
import { openModel } from "../../src/models/index.ts";
import { needle } from "../../src/tasks/needle.ts";
import { type StoredCounts, storedCounts } from "../../src/tokenizers/stored-counts.ts";
import { memoCount, type Tokenizer } from "../../src/tokens.ts";
import type { Cell, Haystack, TaskKit } from "../../src/types.ts";
import type { BenchRow } from "./main.ts";

const DEPTHS = 35;
const LENGTHS = 35;
const LONGEST = 131_072;

/** Documents a second, and how much text is tokenised against counting every prompt anew. */
export async function buildingRows(): Promise<BenchRow[]> {
  const model = await openModel("embedded:reference", { threads: 0 });
  const rows: BenchRow[] = [];
  for (const length of [4096, 32_768, LONGEST]) {
    const { kit } = freshKit(model.tokenizer);
    const started = performance.now();
    let tokens = 0;
    for (let i = 0; i < DEPTHS; i++) tokens += build(kit, length, i / (DEPTHS - 1)).promptTokens;
    const seconds = (performance.now() - started) / 1000;
    const naive = await recountSeconds(model.tokenizer, kit, length);
    rows.push({
      what: `building 35 depths of ${length} tokens`,
      figure: `${Math.round(tokens / seconds).toLocaleString("en")} tokens/s`,
      against: `${((naive * DEPTHS) / seconds).toFixed(1)} x faster than tokenising every prompt`,
    });
  }
  rows.push(...gridRows(model.tokenizer), ...longRows(model.tokenizer));
  await model.close();
  return rows;
}

/** The 35 x 35 grid after the one tokenising pass: time, memory, and what reaches the tokenizer at all. */
function gridRows(tokenizer: Tokenizer): readonly BenchRow[] {
  const { kit, tokenised } = freshKit(tokenizer);
  build(kit, LONGEST, 0.5);
  const before = heapMegabytes();
  let prompts = 0;
  const seconds = secondsOf(() => {
    for (let l = 1; l <= LENGTHS; l++)
      for (let d = 0; d < DEPTHS; d++) {
        const sample = build(kit, Math.round((LONGEST * l) / LENGTHS), d / (DEPTHS - 1));
        prompts += sample.messages.reduce((sum, message) => sum + message.content.length, 0);
      }
  });
  return [
    {
      what: `35 x 35 grid to ${LONGEST} tokens: time`,
      figure: `${seconds.toFixed(2)} s of one core, heap ${Math.round(heapMegabytes() - before)} MB more`,
      against: `${(seconds / 3).toFixed(2)} of the 3 s it may take after the tokenising pass`,
    },
    {
      what: `35 x 35 grid to ${LONGEST} tokens: text tokenised`,
      figure: `${(tokenised() / 1e6).toFixed(1)} of ${(prompts / 1e6).toFixed(0)} M characters`,
      against: `${Math.round(prompts / tokenised())} x less than tokenising every prompt (target: 100 x)`,
    },
  ];
}

/** One document of 2^20 tokens: written and counted first, counted by an earlier run, and with another depth. */
function longRows(tokenizer: Tokenizer): readonly BenchRow[] {
  const folder = mkdtempSync(join(tmpdir(), "midspan-bench-"));
  const counted = (): StoredCounts => storedCounts(freshKit(tokenizer).kit.tokenizer, folder);
  const first = counted();
  const cold = secondsOf(() => build(kitWith(first.tokenizer), 2 ** 20, 0.5));
  first.save();
  const again = kitWith(counted().tokenizer);
  const warm = secondsOf(() => build(again, 2 ** 20, 0.5));
  const depth = secondsOf(() => build(again, 2 ** 20, 0.25));
  rmSync(folder, { recursive: true });
  return [
    {
      what: "a document of 1M tokens, counted by an earlier run",
      figure: `${warm.toFixed(2)} s of one core`,
      against: `${(warm / 2).toFixed(2)} of the 2 s it may take; ${cold.toFixed(1)} s with the tokenising pass`,
    },
    { what: "the same at another depth", figure: `${(depth * 1000).toFixed(0)} ms`, against: "" },
  ];
}

/** Of processor time: what else the machine does does not count. */
function secondsOf(work: () => unknown): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}

function heapMegabytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed / 1e6;
}

/** A kit that has seen nothing yet, and a meter of the text that its tokenizer reads. */
function freshKit(tokenizer: Tokenizer): { kit: TaskKit; tokenised: () => number } {
  let characters = 0;
  const meter = memoCount((text) => {
    characters += text.length;
    return tokenizer.encode(text).length;
  });
  return { kit: kitWith({ ...tokenizer, count: meter }), tokenised: () => characters };
}

function kitWith(tokenizer: Tokenizer): TaskKit {
  return {
    haystack: rememberSegments(haystacks[0] as Haystack),
    tokenizer,
    prefill: true,
    needles: runNeedles,
  };
}

function build(kit: TaskKit, contextLength: number, depth: number) {
  const cell: Cell = { task: "needle", contextLength, depth, seed: 1, factors: needle.factors };
  return needle.build(cell, kit);
}

/** Seconds to tokenise one finished prompt. */
async function recountSeconds(tokenizer: Tokenizer, kit: TaskKit, length: number): Promise<number> {
  const text = build(kit, length, 0.5).messages[0]?.content ?? "";
  const started = performance.now();
  tokenizer.encode(text);
  return (performance.now() - started) / 1000;
}
