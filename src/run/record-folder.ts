import { open, rename, stat, unlink } from "node:fs/promises";
import { join } from "node:path";
import { MidspanError } from "../errors.ts";
import type { Manifest, Trial } from "../record.ts";
import { lockFolder } from "./lock.ts";
import { makeFolder } from "./make-folder.ts";
import { MANIFEST_FILE, writeManifest } from "./manifest.ts";
import { TRIALS_FILE } from "./scan.ts";
import { formatTrialLine } from "./trial-line.ts";
import { writing } from "./writing.ts";

/** Characters that are gathered before they are written. */
const BATCH = 1 << 20;

/**
 * Writes a run folder from trials that come from elsewhere, whole or not at all: the record stands beside its place
 * until the last trial is in, and a stopped import leaves no run. A folder that holds a run is refused with
 * `plan-mismatch`, so that nothing is mixed; `store-write` where it cannot be written.
 */
export async function recordFolder(
  folder: string,
  trials: AsyncIterable<Trial>,
  manifest: () => Manifest,
): Promise<void> {
  await writing(folder, () => makeFolder(folder));
  const lock = await lockFolder(folder);
  const partial = join(folder, `${TRIALS_FILE}.partial`);
  try {
    for (const name of [MANIFEST_FILE, TRIALS_FILE])
      if (await exists(join(folder, name)))
        throw new MidspanError("plan-mismatch", `folder holds a run; must be new or empty: ${folder}`, {
          cure: "Import into another folder with -o.",
        });
    await writeLines(partial, trials);
    await writing(folder, () => rename(partial, join(folder, TRIALS_FILE)));
    await writeManifest(folder, manifest());
  } finally {
    await unlink(partial).catch(() => undefined);
    await lock.release();
  }
}

async function writeLines(path: string, trials: AsyncIterable<Trial>): Promise<void> {
  const file = await writing(path, () => open(path, "w"));
  try {
    let batch = "";
    const flush = async (): Promise<void> => {
      await writing(path, () => file.appendFile(batch));
      batch = "";
    };
    for await (const trial of trials) {
      batch += formatTrialLine(trial);
      if (batch.length > BATCH) await flush();
    }
    await flush();
    await writing(path, () => file.datasync());
  } finally {
    await file.close();
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
