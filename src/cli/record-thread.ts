import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { type PlainError, toPlain } from "../models/plain-error.ts";
import { rowOf } from "../record-row.ts";
import { abandonBegun, type BegunFile, joinBegun, openTrialsParquet } from "../report/parquet.ts";
import type { BegunGroups } from "../report/parquet-groups.ts";
import { type PartRead, readLast } from "../run/read-once.ts";
import type { RecordPart } from "../run/record-parts.ts";
import { gatherRecord, type Names, renamed, type TakenGathering } from "./gather-record.ts";
import { readParts } from "./read-parts.ts";

/** What the thread of `record-aside.ts` is started with. */
export interface RecordJob {
  readonly parts: readonly RecordPart[];
  /** One a run. */
  readonly names: readonly Names[];
  /** Whether an id comes more than once, so that its last line counts: parts are whole records then, and only written. */
  readonly repeated: boolean;
  /** A Parquet file of these parts, to be put behind that of others but where ids repeat; absent = none is written. */
  readonly file?: string | undefined;
}

/** What was read; one of `reads` a part. */
export interface ReadAside {
  readonly reads: readonly PartRead[];
  readonly gathered: TakenGathering;
}

/** First what was read, but where ids repeat; then, where a file is written, that it is whole. */
export type RecordReply =
  | { readonly read: ReadAside }
  | { readonly written: true }
  | { readonly error: PlainError };

async function read({ parts, names, file }: RecordJob): Promise<readonly [ReadAside, BegunGroups?]> {
  const gathering = gatherRecord(names);
  const parquet = file === undefined ? undefined : await openTrialsParquet(file);
  try {
    const reads = await readParts(parts, gathering, parquet);
    const done: ReadAside = { reads, gathered: gathering.taken() };
    return parquet === undefined ? [done] : [done, await parquet.handOver()];
  } catch (error) {
    await parquet?.abandon();
    throw error;
  }
}

async function finishBehind({ file, begun }: BegunFile, own: BegunFile): Promise<void> {
  try {
    const parquet = await openTrialsParquet(file, await joinBegun({ file, begun }, own));
    await parquet.finish();
  } catch (error) {
    await Promise.all([file, own.file].map(abandonBegun));
    throw error;
  }
}

async function writeLast(file: string, { parts, names }: RecordJob): Promise<void> {
  const parquet = await openTrialsParquet(file);
  try {
    for (const { folder, run } of parts)
      await readLast(folder, (trial) => parquet.add(rowOf(renamed(trial, names[run]))));
    await parquet.finish();
  } finally {
    await parquet.abandon();
  }
}

function reply(message: RecordReply, memory: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, memory);
}

async function run(job: RecordJob): Promise<void> {
  const { repeated, file } = job;
  if (repeated) {
    if (file !== undefined) await writeLast(file, job);
  } else {
    const [done, begun] = await read(job);
    reply(
      { read: done },
      done.reads.map(({ ids }) => ids.buffer as ArrayBuffer),
    );
    if (file === undefined || begun === undefined || parentPort === null) return;
    const [before] = (await once(parentPort, "message")) as [BegunFile];
    await finishBehind(before, { file, begun });
  }
  reply({ written: true });
}

run(workerData as RecordJob).catch((error: unknown) => reply({ error: toPlain(error) }));
