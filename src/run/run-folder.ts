import { MidspanError } from "../errors.ts";
import type { Manifest, Trial } from "../record.ts";
import { lockFolder } from "./lock.ts";
import { makeFolder } from "./make-folder.ts";
import { planDifferences, readManifest, writeManifest } from "./manifest.ts";
import { isFinished, type Scan, scanTrials } from "./scan.ts";
import { openTrialLog } from "./trial-log.ts";
import { writing } from "./writing.ts";

/** A run folder that this process holds for writing. */
export interface RunFolder {
  readonly folder: string;
  /** What the record held when it was opened. */
  readonly scan: Scan;
  /** Whether an earlier run of the same plan began here. */
  readonly resumed: boolean;
  isDone(id: string): boolean;
  append(trial: Trial): Promise<void>;
  /** Notes the end of a run that is complete; `undefined` = it is not. */
  finish(endedAt: string | undefined): Promise<void>;
  close(): Promise<void>;
}

/**
 * Makes or reopens a run folder for a plan. Throws `plan-mismatch` with the differences, `folder-locked`,
 * `store-write`, or `input-file` for a damaged manifest.
 *
 * @example
 * ```ts
 * const folder = await openRunFolder("reports/mine", manifest);
 * await folder.close();
 * ```
 */
export async function openRunFolder(folder: string, asked: Manifest): Promise<RunFolder> {
  await writing(folder, () => makeFolder(folder));
  const lock = await lockFolder(folder);
  try {
    const there = await readManifest(folder);
    const scan = await scanTrials(folder);
    checkPlan(folder, there, asked, scan);
    // The first start and the first command stay. A run that is complete stays so until a trial is added.
    const { endedAt: endedBefore, shard: _, ...began } = there ?? asked;
    const manifest = asked.shard === undefined ? began : { ...began, shard: asked.shard };
    if (there === undefined) await writeManifest(folder, manifest);
    let complete = endedBefore !== undefined;
    const log = await openTrialLog(folder, scan);
    return {
      folder,
      scan,
      resumed: there !== undefined,
      isDone: (id) => {
        const known = scan.last.get(id);
        return known !== undefined && isFinished(known.status);
      },
      append: async (trial) => {
        if (complete) {
          complete = false;
          await writeManifest(folder, manifest);
        }
        await log.append(trial);
      },
      finish: async (endedAt) => {
        if (!complete && endedAt !== undefined) await writeManifest(folder, { ...manifest, endedAt });
      },
      close: async () => {
        await log.close();
        await lock.release();
      },
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function checkPlan(folder: string, there: Manifest | undefined, asked: Manifest, scan: Scan): void {
  if (there === undefined) {
    if (scan.last.size === 0) return;
    throw new MidspanError("plan-mismatch", `run folder has trials but no plan; a manifest.json: ${folder}`, {
      cure: "Restore manifest.json, or run into another folder with -o.",
    });
  }
  const differences = planDifferences(there, asked);
  if (differences.length > 0)
    throw new MidspanError(
      "plan-mismatch",
      `run folder holds another plan; the same plan continues it: ${folder} (${differences.join("; ")})`,
      { cure: "Run into another folder with -o, or repeat the command of its manifest.json." },
    );
}
