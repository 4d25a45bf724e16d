import { parentPort, workerData } from "node:worker_threads";
import { type PlainError, toPlain } from "../models/plain-error.ts";
import { type PartRead, readPart } from "../run/read-once.ts";
import type { RecordPart } from "../run/record-parts.ts";
import { gatherRecord, type Names, type TakenGathering } from "./gather-record.ts";

/** What the thread of `read-aside.ts` is started with. */
export interface ReadingJob {
  readonly parts: readonly RecordPart[];
  /** One a run. */
  readonly names: readonly Names[];
}

/** What was read; one of `reads` a part. */
export interface ReadAside {
  readonly reads: readonly PartRead[];
  readonly gathered: TakenGathering;
}

export type ReadingReply = ReadAside | { readonly error: PlainError };

async function read({ parts, names }: ReadingJob): Promise<ReadAside> {
  const gathering = gatherRecord(names);
  const reads: PartRead[] = [];
  for (const part of parts) reads.push(await readPart(part, (trial) => gathering.add(part.run, trial)));
  return { reads, gathered: gathering.taken() };
}

/** Memory that is handed over, not copied. */
function memoryOf({ reads, gathered: { store } }: ReadAside): ArrayBuffer[] {
  const columns = store.blocks.flatMap(({ numbers, kinds }) => [...numbers, kinds]);
  const ids = reads.map((one) => one.ids);
  return [...columns, ...ids, store.depths].flatMap((list) =>
    list === undefined ? [] : list.buffer,
  ) as ArrayBuffer[];
}

read(workerData as ReadingJob).then(
  (done) => parentPort?.postMessage(done satisfies ReadingReply, memoryOf(done)),
  (error: unknown) => parentPort?.postMessage({ error: toPlain(error) } satisfies ReadingReply),
);
