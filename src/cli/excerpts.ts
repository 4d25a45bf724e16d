import type { Excerpt, Manifest, Trial } from "../record.ts";
import { excerptOf } from "../report/excerpt.ts";
import type { Model } from "../types.ts";
import { printMessage } from "./console.ts";
import { plainLine } from "./plain-line.ts";
import { createRebuilder } from "./rebuild-samples.ts";

/**
 * Prompts around their gold for the trials that a report shows. Only what the hash proves is shown; where a
 * model or a text is not at hand any more, the report goes without.
 */
export async function excerptsOf(
  manifest: Manifest,
  trials: readonly Trial[],
  models: readonly Model[] = [],
): Promise<readonly Excerpt[]> {
  const excerpts: Excerpt[] = [];
  if (trials.length === 0 || manifest.imported !== undefined) return excerpts; // the prompts are others'
  try {
    const rebuilder = await createRebuilder(manifest, models);
    try {
      for (const trial of trials) {
        if (trial.promptSha256 === "") continue; // never built
        const { sample, proven } = await rebuilder.rebuild(trial);
        if (proven) excerpts.push(excerptOf(trial.id, sample));
      }
    } finally {
      await rebuilder.close();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    printMessage(`midspan: prompts cannot all be shown in the report; ${plainLine(reason)}`);
  }
  return excerpts;
}

/** The same for the trials of several runs, each with its own manifest. */
export async function excerptsOfAll(
  runs: readonly { readonly manifest: Manifest; readonly trials: readonly Trial[] }[],
): Promise<readonly Excerpt[]> {
  const all: Excerpt[] = [];
  for (const { manifest, trials } of runs) all.push(...(await excerptsOf(manifest, trials)));
  return all;
}
