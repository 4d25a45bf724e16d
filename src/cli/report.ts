import { basename } from "node:path";
import { lookNamed } from "../charts/look-named.ts";
import { MidspanError } from "../errors.ts";
import type { Excerpt, Manifest, Trial } from "../record.ts";
import { excerptsOf } from "./excerpts.ts";
import { type LoadedRun, loadRun } from "./load-run.ts";
import { present } from "./present.ts";

export interface ReportFlags {
  readonly output?: string;
  readonly json?: boolean;
  readonly style?: string;
  readonly width?: string;
}

/** `midspan report FOLDER...`: everything again from the record; several folders side by side. */
export async function report(folders: readonly string[], flags: ReportFlags): Promise<void> {
  const folder = flags.output ?? (folders.length === 1 ? folders[0] : undefined);
  if (folder === undefined)
    throw new MidspanError("usage", "no place for the comparison; -o FOLDER with several runs: none given");
  const { style, width } = flags;
  lookNamed(style, width); // refused before anything is read
  const runs: LoadedRun[] = [];
  for (const path of folders) runs.push(await loadRun(path));
  const { manifest, trials } = sideBySide(runs);
  const excerpts = async (): Promise<readonly Excerpt[]> => {
    const all: Excerpt[] = [];
    for (const run of runs) all.push(...(await excerptsOf(run.manifest, run.trials)));
    return all;
  };
  await present(manifest, trials, {
    folder,
    excerpts,
    ...(flags.json ? { json: true } : {}),
    ...(style && { style }),
    ...(width && { width }),
  });
}

/** One record of several runs. A model that stands in more than one is named after its folder too. */
function sideBySide(runs: readonly LoadedRun[]): {
  readonly manifest: Manifest;
  readonly trials: readonly Trial[];
} {
  const [first, ...others] = runs as [LoadedRun, ...LoadedRun[]];
  if (others.length === 0) return first;
  const labelled = runs.map(({ folder, manifest, trials }) => {
    const shared = (id: string): boolean =>
      runs.filter((run) => run.manifest.plan.models.includes(id)).length > 1;
    const label = (id: string): string => (shared(id) ? `${id} (${basename(folder)})` : id);
    return {
      models: manifest.models.map((model) => ({ ...model, id: label(model.id) })),
      trials: trials.map((trial) => ({ ...trial, model: label(trial.model) })),
    };
  });
  const models = labelled.flatMap((run) => run.models);
  const plan = { ...first.manifest.plan, models: models.map(({ id }) => id) };
  // What one of them was imported from holds of no other; a model's details and each trial still say it.
  const { imported: _, ...manifest } = first.manifest;
  return { manifest: { ...manifest, models, plan }, trials: labelled.flatMap((run) => run.trials) };
}
