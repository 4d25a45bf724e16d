import { appendFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import type { Trial } from "../record.ts";
import { OWN_FILE } from "./own-file.ts";
import { type Scan, TRIALS_FILE } from "./scan.ts";
import { formatTrialLine } from "./trial-line.ts";
import { writing, writingSync } from "./writing.ts";

/** The writing end of a record. */
export interface TrialLog {
  /**
   * Resolves when the operating system has the line: from then on a crash of this process cannot lose it.
   * Lines are forced to the disk about once a second and on `close`. Throws `store-write`.
   */
  append(trial: Trial): Promise<void>;
  close(): Promise<void>;
}

interface Waiting {
  readonly line: string;
  resolve(): void;
  reject(error: unknown): void;
}

const SYNC_EVERY_MS = 1000;

/**
 * Opens the record of a folder for appending. A last line that was cut short is removed first: it holds no
 * trial, and a line written behind it would be lost with it. Other damaged lines stay for a reader to see.
 */
export async function openTrialLog(
  folder: string,
  scan: Pick<Scan, "soundBytes" | "needsLineFeed">,
): Promise<TrialLog> {
  const path = join(folder, TRIALS_FILE);
  const file = await writing(path, () => open(path, OWN_FILE));
  await writing(path, () => file.truncate(scan.soundBytes));
  if (scan.needsLineFeed) await writing(path, () => file.appendFile("\n"));
  let queue: Waiting[] = [];
  const written: Waiting[] = [];
  let broken: unknown;
  let lastSync = performance.now();
  let syncing: Promise<void> | undefined;

  // Beside the writes: a disk takes tens of milliseconds, and nobody waits for it but `close`.
  const sync = async (): Promise<void> => {
    try {
      await writing(path, () => file.datasync());
      lastSync = performance.now();
    } catch (error) {
      broken ??= error;
    }
    syncing = undefined;
  };
  // Lines that arrive in one turn of the event loop go out together. The call waits for the system's memory, not for
  // the disk, and costs a tenth of handing it to another thread.
  const drain = (): void => {
    if (queue.length === 0) return;
    const batch = queue;
    queue = [];
    try {
      // Behind a write that failed half-way every further line would be damaged too.
      if (broken !== undefined) throw broken;
      writingSync(path, () => appendFileSync(file.fd, batch.map(({ line }) => line).join("")));
      if (performance.now() - lastSync > SYNC_EVERY_MS) syncing ??= sync();
      if (written.length === 0) setImmediate(release);
      written.push(...batch);
    } catch (error) {
      broken = error;
      for (const { reject } of batch) reject(error);
    }
  };
  // One a turn: who waited builds the next prompt, and that goes out before another is built. All at once, every
  // prompt of the batch would wait for the last, and its answer would come with all others.
  const release = (): void => {
    written.shift()?.resolve();
    if (written.length > 0) setImmediate(release);
  };
  return {
    append: (trial) =>
      new Promise((resolve, reject) => {
        if (queue.length === 0) setImmediate(drain);
        queue.push({ line: formatTrialLine(trial), resolve, reject });
      }),
    close: async () => {
      drain();
      await syncing;
      try {
        await writing(path, () => file.datasync());
      } finally {
        await file.close();
      }
    },
  };
}
