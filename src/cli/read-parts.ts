import type { RecordRow } from "../record-row.ts";
import type { TrialsParquet } from "../report/parquet.ts";
import { type PartRead, readPart } from "../run/read-once.ts";
import type { RecordPart } from "../run/record-parts.ts";
import type { Gathering } from "./gather-record.ts";

/** Gathers the trials of parts of records, and writes them where a Parquet file is open; what was read of each part. */
export async function readParts(
  parts: readonly RecordPart[],
  gathering: Gathering,
  parquet: TrialsParquet | undefined,
): Promise<PartRead[]> {
  const reads: PartRead[] = [];
  for (const part of parts)
    reads.push(await readPart(part, (row) => take(part.run, row, gathering, parquet)));
  return reads;
}

/** The same for a trial. */
export function take(
  run: number,
  row: RecordRow,
  gathering: Gathering,
  parquet: TrialsParquet | undefined,
): void {
  const kind = gathering.add(run, row);
  parquet?.add(row, kind);
}
