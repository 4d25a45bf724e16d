import { rowOf } from "../record-row.ts";
import { openTrialsParquet, type TrialsParquet } from "../report/parquet.ts";
import { damageOf, type PartRead, readLast } from "../run/read-once.ts";
import { bytesOf, cutRecords, type RecordPart, wholeRecords } from "../run/record-parts.ts";
import type { Damage } from "../run/scan.ts";
import { type Gathering, gatherRecord, type Names } from "./gather-record.ts";
import { readParts, take } from "./read-parts.ts";
import { recordAside } from "./record-aside.ts";

/** Records of run folders that were read as one. */
export interface ReadRecords {
  readonly gathering: Gathering;
  /** Lines that are no trial, one list a folder. */
  readonly damaged: readonly (readonly Damage[])[];
  /** Settled when the Parquet file is whole. */
  readonly parquet: Promise<void>;
}

/** Bytes from which two threads read. */
const LARGE = 1 << 26;

/** Share of a large record that this thread reads. */
const SHARE = 0.5;

interface Sources {
  readonly records: readonly RecordPart[];
  readonly names: readonly Names[];
  readonly file: string | undefined;
  readonly large: boolean;
}

/**
 * Reads the records of run folders, and writes all of their trials to a Parquet file where one is named. An id that
 * comes twice counts as its last line has it, which is known when all is read: those are read again.
 */
export async function readRecords(
  folders: readonly string[],
  names: readonly Names[],
  file: string | undefined,
  largeFrom = LARGE,
): Promise<ReadRecords> {
  const records = await wholeRecords(folders);
  const large = bytesOf(records) >= largeFrom;
  const sources = { records, names, file, large };
  const once = await (large ? readByTwo : readAlone)(sources);
  return once === "repeated" ? await readAgain(sources) : once;
}

async function readAlone({ records, names, file }: Sources): Promise<ReadRecords | "repeated"> {
  const gathering = gatherRecord(names);
  const parquet = await parquetIn(file);
  try {
    const damaged = damageByRun(records, await readParts(records, gathering, parquet));
    if (damaged === "repeated") return damaged;
    if (gathering.trials.length > 0) await parquet?.finish();
    return { gathering, damaged, parquet: Promise.resolve() };
  } finally {
    await parquet?.abandon();
  }
}

/** Another thread reads the rest meanwhile, and puts the Parquet file together then. */
async function readByTwo({ records, names, file }: Sources): Promise<ReadRecords | "repeated"> {
  const [own, rest] = await cutRecords(records, SHARE);
  const later = file === undefined ? undefined : `${file}.later`;
  const beside = recordAside({ parts: rest, names, file: later, repeated: false });
  const gathering = gatherRecord(names);
  const parquet = await parquetIn(file);
  try {
    const reads = await readParts(own, gathering, parquet);
    const { reads: more, gathered } = await beside.read;
    gathering.join(gathered);
    const damaged = damageByRun([...own, ...rest], [...reads, ...more]);
    if (damaged === "repeated") {
      await beside.stop();
      await parquet?.abandon();
      return damaged;
    }
    if (file === undefined || parquet === undefined)
      return { gathering, damaged, parquet: Promise.resolve() };
    beside.finishBehind({ file, begun: await parquet.handOver() });
    return { gathering, damaged, parquet: beside.written };
  } catch (error) {
    await beside.stop();
    await parquet?.abandon();
    throw error;
  }
}

async function readAgain({ records, names, file, large }: Sources): Promise<ReadRecords> {
  const gathering = gatherRecord(names);
  const aside = large && file !== undefined;
  const written = aside
    ? recordAside({ parts: records, names, file, repeated: true }).written
    : Promise.resolve();
  const parquet = await parquetIn(aside ? undefined : file);
  const damaged: (readonly Damage[])[] = [];
  try {
    for (const { folder, run } of records)
      damaged.push(await readLast(folder, (trial) => take(run, rowOf(trial), gathering, parquet)));
    await parquet?.finish();
  } finally {
    await parquet?.abandon();
  }
  return { gathering, damaged, parquet: written };
}

/** What was found of each run's record, which may have been read in two parts. */
function damageByRun(
  parts: readonly RecordPart[],
  reads: readonly PartRead[],
): (readonly Damage[])[] | "repeated" {
  const damaged: (readonly Damage[])[] = [];
  for (const run of new Set(parts.map((part) => part.run))) {
    const found = damageOf(reads.filter((_, i) => parts[i]?.run === run));
    if (found === "repeated") return found;
    damaged.push(found);
  }
  return damaged;
}

async function parquetIn(file: string | undefined): Promise<TrialsParquet | undefined> {
  return file === undefined ? undefined : openTrialsParquet(file);
}
