import type { Finding } from "../findings.ts";
import { parseCachePolicy } from "../models/cache.ts";
import type { Trial } from "../record.ts";
import { openManifest } from "../run/merge.ts";
import { readLast } from "../run/read-once.ts";
import { answerDivergence } from "../sinks/arms/answer-divergence.ts";
import { nextTokenDivergence } from "../sinks/arms/next-token-divergence.ts";
import { openingPairs } from "../sinks/arms/opening-arms.ts";
import { OPENING_PREFIX } from "../sinks/arms/opening-task.ts";
import { divergenceFinding, type Parting } from "../sinks/divergence-finding.ts";
import { createWordTokenizer, type Tokenizer } from "../tokens.ts";
import type { Sample } from "../types.ts";
import { createRebuilder, type Rebuilder } from "./rebuild-samples.ts";

/** How answers, and where logits exist the next-token distributions, part between the arms of a recorded run. */
export async function openingDivergence(folder: string): Promise<Finding> {
  const manifest = await openManifest(folder);
  const trials: Trial[] = [];
  await readLast(folder, (trial) => {
    if (trial.task.startsWith(OPENING_PREFIX) && trial.promptSha256 !== "") trials.push(trial);
  });
  const { openEngine } = await import("../models/open-engine.ts");
  const rebuilder = await createRebuilder(manifest);
  const found: Parting[] = [];
  try {
    for (const { id: model } of manifest.models) {
      const own = trials.filter((trial) => trial.model === model);
      const arms = [...new Set(own.map(({ task }) => task.slice(OPENING_PREFIX.length)))];
      const pairs = openingPairs(arms);
      const outputs = new Map<string, Map<string, string>>();
      for (const { task, cell, output } of own) {
        if (output === undefined) continue;
        const arm = task.slice(OPENING_PREFIX.length);
        const answers = outputs.get(arm) ?? new Map<string, string>();
        outputs.set(arm, answers.set(`${cell.seed}/${cell.contextLength}`, output));
      }
      const opened = await openEngine(model);
      const words = opened === undefined;
      const tokenizer = words ? createWordTokenizer() : await tokenizerOf(model);
      const answers = answerDivergence(outputs, pairs, tokenizer.encode);
      try {
        const nextToken =
          opened === undefined || parseCachePolicy(opened.policy).kind === "scored"
            ? undefined
            : await nextTokenDivergence(opened, pairs, samplesOf(own, rebuilder));
        found.push({ model, counted: words ? "words" : "tokens", answers, ...(nextToken && { nextToken }) });
      } finally {
        await opened?.engine.close();
      }
    }
  } finally {
    await rebuilder.close();
  }
  return divergenceFinding(found);
}

async function tokenizerOf(id: string): Promise<Tokenizer> {
  const { openModel } = await import("../models/index.ts");
  const model = await openModel(id, { offline: true });
  await model.close();
  return model.tokenizer;
}

/** The prompts of each item by arm, made again from the record. */
async function* samplesOf(
  trials: readonly Trial[],
  { rebuild }: Rebuilder,
): AsyncGenerator<ReadonlyMap<string, Sample>> {
  const items = new Map<string, Trial[]>();
  for (const trial of trials) {
    const key = `${trial.cell.seed}/${trial.cell.contextLength}`;
    const known = items.get(key);
    if (known === undefined) items.set(key, [trial]);
    else known.push(trial);
  }
  for (const own of items.values()) {
    const prompts = new Map<string, Sample>();
    for (const trial of own) {
      const { sample, proven } = await rebuild(trial);
      if (proven) prompts.set(trial.task.slice(OPENING_PREFIX.length), sample);
    }
    yield prompts;
  }
}
