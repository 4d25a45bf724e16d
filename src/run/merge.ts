import { MidspanError } from "../errors.ts";
import type { Manifest } from "../record.ts";
import { planDifferences, readManifest } from "./manifest.ts";
import { openRunFolder } from "./run-folder.ts";
import { isFinished, readTrials } from "./scan.ts";
import { createTrialIndex } from "./trial-index.ts";

/** What came of joining runs. */
export interface Merged {
  /** Trials written by this merge. */
  readonly added: number;
  /** Trials that stood in more than one folder. */
  readonly repeated: number;
  /** Whether the parts make the whole plan. */
  readonly complete: boolean;
}

/**
 * Joins the records of runs of one plan into a folder of that plan. Where a trial stands in several, one that
 * was answered goes before one that failed or was skipped, and else the first.
 * Throws `input-file` for a folder without a run, `plan-mismatch`.
 *
 * @example
 * ```ts
 * await mergeRuns(["shard-1", "shard-2"], "whole");
 * ```
 */
export async function mergeRuns(folders: readonly string[], into: string): Promise<Merged> {
  const manifests = await Promise.all(folders.map(openManifest));
  const [first] = manifests;
  if (first === undefined) throw new MidspanError("usage", "nothing to merge; at least one run folder: 0");
  for (const [i, manifest] of manifests.entries()) checkSame(first, manifest, folders[0]!, folders[i]!);
  const { shard: _, ...whole } = first;
  const target = await openRunFolder(into, whole);
  try {
    // The trials that will count in the target.
    const written = createTrialIndex();
    const line = 0;
    let added = 0;
    let repeated = 0;
    for (const folder of folders)
      for await (const trial of readTrials(folder)) {
        const { id, status } = trial;
        const before = written.get(id) ?? target.scan.last.get(id);
        if (before !== undefined) repeated++;
        if (before !== undefined && (isFinished(before.status) || !isFinished(status))) continue;
        await target.append(trial);
        written.set(id, { line, status });
        added++;
      }
    const end = lastEnd(manifests);
    await target.finish(end);
    return { added, repeated, complete: end !== undefined };
  } finally {
    await target.close();
  }
}

/** The manifest of a folder that must hold a run. Throws `input-file`. */
export async function openManifest(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  if (manifest !== undefined) return manifest;
  throw new MidspanError("input-file", `no run in this folder; a folder with manifest.json: ${folder}`);
}

function checkSame(first: Manifest, other: Manifest, firstFolder: string, otherFolder: string): void {
  const differences = planDifferences(first, other);
  if (differences.length > 0)
    throw new MidspanError(
      "plan-mismatch",
      `runs are of different plans; one plan: ${firstFolder} and ${otherFolder} (${differences.join("; ")})`,
      { cure: "Compare them with midspan report, which takes several folders." },
    );
}

/** The merged run is complete when every part is, and no shard is missing. */
function lastEnd(manifests: readonly Manifest[]): string | undefined {
  const ends = manifests.map(({ endedAt }) => endedAt);
  if (ends.some((end) => end === undefined)) return undefined;
  const of = Math.max(1, ...manifests.map(({ shard }) => shard?.of ?? 1));
  const parts = new Set(manifests.map(({ shard }) => (shard?.of === of ? shard.index : 0)));
  const whole = manifests.some(({ shard }) => shard === undefined);
  const all = Array.from({ length: of }, (_, i) => i + 1).every((index) => parts.has(index));
  return whole || all ? ends.sort().at(-1) : undefined;
}
