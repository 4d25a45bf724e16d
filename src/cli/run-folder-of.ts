import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Manifest } from "../record.ts";
import { canonicalJson } from "../run/canonical-json.ts";
import { readManifest } from "../run/manifest.ts";
import { TRIALS_FILE } from "../run/scan.ts";
import type { Settings } from "./settings.ts";

/** Where a run goes: as set, else below reports/ under a name by which the same plan finds it again. */
export function runFolderOf({ output }: Settings, { plan, planHash }: Manifest): string {
  if (output !== undefined) return output;
  const [first = "run"] = plan.models;
  const name = first.replace(/[^\w.-]+/g, "-").slice(0, 40);
  return join("reports", `${name}-${planHash.slice(0, 8)}`);
}

/** Whether a folder holds trials of this very plan, however the tokens of its models are counted by now. */
export async function hasBegun(folder: string, { plan }: Manifest): Promise<boolean> {
  const there = await readManifest(folder);
  if (there === undefined || canonicalJson(there.plan) !== canonicalJson(plan)) return false;
  const trials = await stat(join(folder, TRIALS_FILE)).catch(() => undefined);
  return trials !== undefined && trials.size > 0;
}
