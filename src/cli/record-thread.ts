import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { type PlainError, toPlain } from "../models/plain-error.ts";
import type { Trial } from "../record.ts";
import { openTrialsParquet } from "../report/parquet.ts";
import type { BegunGroups } from "../report/parquet-groups.ts";
import { type PartRead, readEach, readLast, readPart } from "../run/read-once.ts";
import type { RecordPart } from "../run/record-parts.ts";
import { collectGarbageAbove } from "./collect-garbage.ts";
import { gatherRecord, type Names, type TakenGathering } from "./gather-record.ts";

/** What the thread of `record-aside.ts` is started with. */
export interface RecordJob {
  readonly parts: readonly RecordPart[];
  /** One a run. */
  readonly names: readonly Names[];
  /** Whether an id comes more than once, so that its last line counts: parts are whole records then, and only written. */
  readonly repeated: boolean;
  /** Where the Parquet file goes; absent = none is written. */
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

async function read({ parts, names }: RecordJob): Promise<ReadAside> {
  const gathering = gatherRecord(names);
  const reads: PartRead[] = [];
  for (const part of parts) reads.push(await readPart(part, (trial) => gathering.add(part.run, trial)));
  return { reads, gathered: gathering.taken() };
}

/** Bytes of V8's heap above which it is made to collect, and trials after which one looks: the other thread needs the memory. */
const MOST_HEAP = 40e6;
const OFTEN = 5000;

async function write(
  file: string,
  { parts, names, repeated }: RecordJob,
  begun?: BegunGroups,
): Promise<void> {
  const parquet = await openTrialsParquet(file, begun);
  let written = 0;
  try {
    for (const part of parts) {
      const take = (trial: Trial): void => {
        const model = names[part.run]?.get(trial.model);
        parquet.add(model === undefined ? trial : { ...trial, model });
        if (++written % OFTEN === 0) collectGarbageAbove(MOST_HEAP);
      };
      await (repeated ? readLast(part.folder, take) : readEach(part, take));
    }
    await parquet.finish();
  } finally {
    await parquet.abandon();
  }
}

/** Memory that is handed over, not copied. */
function memoryOf({ reads, gathered: { store } }: ReadAside): ArrayBuffer[] {
  const columns = store.blocks.flatMap(({ numbers, kinds }) => [...numbers, kinds]);
  const ids = reads.map((one) => one.ids);
  return [...columns, ...ids, store.depths].flatMap((list) => list?.buffer ?? []) as ArrayBuffer[];
}

function reply(message: RecordReply, memory: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, memory);
}

async function run(job: RecordJob): Promise<void> {
  const { repeated, file } = job;
  let begun: BegunGroups | undefined;
  if (!repeated) {
    const done = await read(job);
    reply({ read: done }, memoryOf(done));
    if (file === undefined || parentPort === null) return;
    [begun] = (await once(parentPort, "message")) as [BegunGroups];
  }
  if (file !== undefined) await write(file, job, begun);
  reply({ written: true });
}

run(workerData as RecordJob).catch((error: unknown) => reply({ error: toPlain(error) }));
