import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "./clock.ts";
import type { RunEvent } from "./events.ts";
import { OWN_FILE } from "./own-file.ts";

export const RUN_LOG_FILE = "run.log";

/** What happened to a run, one event a line of JSON, each process behind the one before it. */
export interface RunLog {
  write(event: RunEvent): void;
  /** Resolves when all is written. */
  close(): Promise<void>;
}

/**
 * Opens the log of a run folder. It is an account for readers, the record is the truth: a line that cannot be
 * written is dropped, and the run goes on as long as the record takes its trials.
 */
export function openRunLog(folder: string, clock: Clock): RunLog {
  const path = join(folder, RUN_LOG_FILE);
  let waiting = "";
  let writing: Promise<void> | undefined;
  const drain = async (): Promise<void> => {
    while (waiting !== "") {
      const text = waiting;
      waiting = "";
      await appendFile(path, text, { flag: OWN_FILE }).catch(() => undefined);
    }
    writing = undefined;
  };
  return {
    write: (event) => {
      waiting += `${JSON.stringify({ at: new Date(clock.now()).toISOString(), ...event })}\n`;
      writing ??= drain();
    },
    close: async () => writing,
  };
}
