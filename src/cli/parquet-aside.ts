import { fromPlain } from "../models/plain-error.ts";
import { startThread } from "../models/start-thread.ts";
import type { ParquetJob, ParquetReply } from "./parquet-thread.ts";

/** A nursery that holds a group of rows: in a smaller one they are copied again and again, in a larger one memory lies idle. */
const FRUGAL = { maxYoungGenerationSizeMb: 16 };

/**
 * Writes `trials.parquet`, or the rest of it, in a thread that reads the record by itself, while this one analyses: of a
 * large record that takes as long as everything else together, and trials are dearer to hand over than to read twice.
 * Throws `store-write`, `input-file`.
 */
export function writeParquetAside(job: ParquetJob): Promise<void> {
  const thread = startThread(new URL("./parquet-thread.ts", import.meta.url), job, FRUGAL);
  const written = new Promise<void>((resolve, reject) => {
    thread.once("message", ({ error }: ParquetReply) =>
      error === undefined ? resolve() : reject(fromPlain(error)),
    );
    thread.once("error", reject);
  });
  // Whoever reports waits for it; where something else fails first, that is what is told.
  written.catch(() => {});
  return written;
}
