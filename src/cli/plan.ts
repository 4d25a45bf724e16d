import { readTrials } from "../run/scan.ts";
import type { Sweep } from "../run/sweep.ts";
import { openCharges } from "./charges.ts";
import { printResult, printText } from "./console.ts";
import { manifestOf } from "./manifest-of.ts";
import { openSettings } from "./open-settings.ts";
import { closeModels, openSweep } from "./open-sweep.ts";
import { type Pace, recordedPaces } from "./pace.ts";
import { type PlanReport, planReport } from "./plan-report.ts";
import { planText } from "./plan-words.ts";
import { runFolderOf } from "./run-folder-of.ts";
import type { Settings } from "./settings.ts";
import { shardOf } from "./shard.ts";
import type { SweepFlags } from "./sweep-options.ts";

/** Prompts of a model that are built before a sample of documents stands for all. */
const MOST_PROMPTS = 2000;

/** `midspan plan`: builds the prompts of a sweep and counts their tokens; no model is asked. */
export async function plan(config: string | undefined, flags: SweepFlags): Promise<void> {
  const settings = await openSettings(config, flags);
  const opened = await openSweep(settings, { prefix: flags.prefix ?? "shared", offline: true });
  const sweep = shardOf(opened, flags.shard);
  try {
    const report = planReport(sweep, {
      charges: await openCharges(settings, sweep.models),
      most: flags.exact ? Number.POSITIVE_INFINITY : MOST_PROMPTS,
      measures: settings.tokenizer === undefined,
      shared: flags.prefix !== "fresh",
      paces: await earlierPaces(sweep, settings),
    });
    if (flags.json) printResult(JSON.stringify(planJson(report), null, 2));
    else printText(planText(report));
  } finally {
    await closeModels(sweep.models);
  }
}

/** From the record of the folder into which the run would go. */
async function earlierPaces(sweep: Sweep, settings: Settings): Promise<ReadonlyMap<string, Pace>> {
  const folder = runFolderOf(settings, manifestOf(sweep, settings));
  const concurrency = new Map(
    sweep.models.map((model) => [model.id, settings.concurrency ?? model.concurrency]),
  );
  return recordedPaces(readTrials(folder), (id) => concurrency.get(id) ?? 1);
}

function planJson({ models, trials, depths, smallestGap, notes }: PlanReport): object {
  return {
    trials,
    depths,
    smallestMiddleGap: smallestGap ?? null,
    notes,
    models: models.map(({ model, estimate, charge, count, time }) => ({
      model,
      estimate: estimate ?? null,
      charge,
      documentsBuilt: count.documents,
      promptTokensError: count.promptTokensError,
      total: count.total,
      seconds: time ?? null,
    })),
    lines: models.flatMap(({ model, count }) => count.lines.map((line) => ({ model, ...line }))),
  };
}
