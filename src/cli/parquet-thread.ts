import { parentPort, workerData } from "node:worker_threads";
import { type PlainError, toPlain } from "../models/plain-error.ts";
import { openTrialsParquet } from "../report/parquet.ts";
import { readLast, readOnce } from "../run/read-once.ts";

/** What the thread of `parquet-aside.ts` is started with. */
export interface ParquetJob {
  readonly file: string;
  readonly folders: readonly {
    readonly folder: string;
    /** Models that are named otherwise beside those of other runs. */
    readonly names: Readonly<Record<string, string>>;
  }[];
}

async function write({ file, folders }: ParquetJob): Promise<void> {
  const writeAll = async (read: typeof readOnce): Promise<boolean> => {
    const parquet = await openTrialsParquet(file);
    try {
      for (const { folder, names } of folders) {
        const damaged = await read(folder, (trial) => {
          const model = names[trial.model];
          parquet.add(model === undefined ? trial : { ...trial, model });
        });
        if (damaged === "repeated") return false;
      }
      await parquet.finish();
      return true;
    } finally {
      await parquet.abandon();
    }
  };
  if (!(await writeAll(readOnce))) await writeAll(readLast);
}

export type ParquetReply = { readonly error?: PlainError };

write(workerData as ParquetJob).then(
  () => parentPort?.postMessage({} satisfies ParquetReply),
  (error: unknown) => parentPort?.postMessage({ error: toPlain(error) } satisfies ParquetReply),
);
