import { parentPort, workerData } from "node:worker_threads";
import { type PlainError, toPlain } from "../models/plain-error.ts";
import type { Trial } from "../record.ts";
import { openTrialsParquet } from "../report/parquet.ts";
import type { BegunGroups } from "../report/parquet-groups.ts";
import { readEach, readLast } from "../run/read-once.ts";
import type { RecordPart } from "../run/record-parts.ts";
import type { Names } from "./gather-record.ts";

/** What the thread of `parquet-aside.ts` is started with. */
export interface ParquetJob {
  readonly file: string;
  readonly parts: readonly RecordPart[];
  /** One a run. */
  readonly names: readonly Names[];
  /** Whether an id comes more than once, so that its last line counts; parts are whole records then. */
  readonly repeated: boolean;
  /** What the file has already. */
  readonly begun?: BegunGroups;
}

async function write({ file, parts, names, repeated, begun }: ParquetJob): Promise<void> {
  const parquet = await openTrialsParquet(file, begun);
  try {
    for (const part of parts) {
      const others = names[part.run] ?? new Map();
      const take = (trial: Trial): void => {
        const model = others.get(trial.model);
        parquet.add(model === undefined ? trial : { ...trial, model });
      };
      await (repeated ? readLast(part.folder, take) : readEach(part, take));
    }
    await parquet.finish();
  } finally {
    await parquet.abandon();
  }
}

export type ParquetReply = { readonly error?: PlainError };

write(workerData as ParquetJob).then(
  () => parentPort?.postMessage({} satisfies ParquetReply),
  (error: unknown) => parentPort?.postMessage({ error: toPlain(error) } satisfies ParquetReply),
);
