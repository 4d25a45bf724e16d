import { parentPort, workerData } from "node:worker_threads";
import { type PlainError, toPlain } from "../models/plain-error.ts";
import { openTrialsParquet } from "../report/parquet.ts";
import { readEach, readLast } from "../run/read-once.ts";

/** What the thread of `parquet-aside.ts` is started with. */
export interface ParquetJob {
  readonly file: string;
  /** Whether an id comes more than once, so that its last line counts. */
  readonly repeated: boolean;
  readonly folders: readonly {
    readonly folder: string;
    /** Models that are named otherwise beside those of other runs. */
    readonly names: Readonly<Record<string, string>>;
  }[];
}

async function write({ file, folders, repeated }: ParquetJob): Promise<void> {
  const parquet = await openTrialsParquet(file);
  try {
    for (const { folder, names } of folders) {
      const others = new Map(Object.entries(names).filter(([id, name]) => id !== name));
      await (repeated ? readLast : readEach)(folder, (trial) => {
        const model = others.get(trial.model);
        parquet.add(model === undefined ? trial : { ...trial, model });
      });
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
