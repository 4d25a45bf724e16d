import { parseCachePolicy } from "../models/cache.ts";
import { loadEngine } from "../models/engine.ts";
import type { ModelFolder } from "../models/model-folder.ts";
import type { PromptTokenizer } from "../models/prompt.ts";
import { plainTexts } from "../sinks/plain-texts.ts";
import { printMessage } from "./console.ts";
import { wholeNumber } from "./numbers.ts";

const THREADS = 2;
/** Characters that surely give a token. */
const CHARACTERS_A_TOKEN = 8;

export interface StreamFlags {
  readonly streams: string;
  readonly seed: string;
  readonly quiet?: boolean;
}

export interface Opened {
  readonly id: string;
  readonly folder: ModelFolder;
  readonly prompts: PromptTokenizer;
}

/** Losses of the same plain texts under each policy, [policy][stream][token]. */
export async function streamsOf(
  { id, folder, prompts }: Opened,
  caches: readonly string[],
  tokens: number,
  flags: StreamFlags,
): Promise<Map<string, readonly Float64Array[]>> {
  const engine = await loadEngine(folder, THREADS);
  const seed = wholeNumber("--seed", flags.seed);
  const texts = plainTexts(wholeNumber("--streams", flags.streams), seed, tokens * CHARACTERS_A_TOKEN);
  const streams = texts.map((text) => prompts.plainPrompt(text).slice(0, tokens));
  const found = new Map<string, readonly Float64Array[]>();
  try {
    for (const cache of caches) {
      const rows: Float64Array[] = [];
      for (const ids of streams) rows.push(await engine.losses(ids, parseCachePolicy(cache)));
      found.set(cache, rows);
      if (flags.quiet !== true)
        printMessage(`midspan: ${id}: ${found.size} of ${caches.length} policies streamed`);
    }
  } finally {
    await engine.close();
  }
  return found;
}
