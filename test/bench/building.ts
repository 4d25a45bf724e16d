import { haystacks } from "../../src/haystack/index.ts";
import { runNeedles } from "../../src/haystack/needles.ts";
import { rememberSegments } from "../../src/haystack/remember.ts";
import { openModel } from "../../src/models/index.ts";
import { needle } from "../../src/tasks/needle.ts";
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
  rows.push(gridRow(model.tokenizer));
  await model.close();
  return rows;
}

/** The 35 x 35 grid: characters that reach the tokenizer, against the characters of all prompts. */
function gridRow(tokenizer: Tokenizer): BenchRow {
  const { kit, tokenised } = freshKit(tokenizer);
  let prompts = 0;
  const started = performance.now();
  for (let l = 1; l <= LENGTHS; l++)
    for (let d = 0; d < DEPTHS; d++) {
      const sample = build(kit, Math.round((LONGEST * l) / LENGTHS), d / (DEPTHS - 1));
      prompts += sample.messages.reduce((sum, message) => sum + message.content.length, 0);
    }
  const seconds = (performance.now() - started) / 1000;
  return {
    what: `35 x 35 grid to ${LONGEST} tokens: text tokenised`,
    figure: `${(tokenised() / 1e6).toFixed(1)} of ${(prompts / 1e6).toFixed(0)} M characters, ${seconds.toFixed(1)} s`,
    against: `${Math.round(prompts / tokenised())} x less than tokenising every prompt (target: 100 x)`,
  };
}

/** A kit that has seen nothing yet, and a meter of the text that its tokenizer reads. */
function freshKit(tokenizer: Tokenizer): { kit: TaskKit; tokenised: () => number } {
  let characters = 0;
  const meter = memoCount((text) => {
    characters += text.length;
    return tokenizer.encode(text).length;
  });
  const kit: TaskKit = {
    haystack: rememberSegments(haystacks[0] as Haystack),
    tokenizer: { ...tokenizer, count: meter },
    prefill: true,
    needles: runNeedles,
  };
  return { kit, tokenised: () => characters };
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
