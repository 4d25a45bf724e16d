import type { Side } from "../analysis/common-cells.ts";
import type { RunRules } from "../analysis/options.ts";
import { type LoadedRun, loadRun } from "./load-run.ts";
import { plainLine } from "./plain-line.ts";
import { sideName } from "./side-name.ts";

/** One model of one run folder, under its own name. */
export interface RunSide extends Side {
  readonly folder: string;
  readonly model: string;
  readonly rules: RunRules;
}

/**
 * Every model of every folder, in the order given. A side is named by its model; by its folder too where another has
 * that model; and by the whole path where folders are of one name.
 */
export async function loadSides(folders: readonly string[]): Promise<readonly RunSide[]> {
  const runs: LoadedRun[] = [];
  for (const folder of folders) runs.push(await loadRun([folder]));
  const unnamed = runs.flatMap(({ manifest, trials }, i) =>
    manifest.plan.models.map((model) => ({
      folder: folders[i] ?? "",
      model,
      needles: manifest.plan.needles,
      rules: manifest,
      trials: [...trials].filter((trial) => trial.model === model),
    })),
  );
  return unnamed.map((side) => {
    const shared = unnamed.filter(({ model }) => model === side.model).length > 1;
    return { ...side, name: plainLine(sideName(side.model, side.folder, shared, folders)) };
  });
}
