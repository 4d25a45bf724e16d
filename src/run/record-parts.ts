import { open, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ByteRange } from "./lines.ts";
import { TRIALS_FILE } from "./scan.ts";

/** Lines of the record of one of several run folders. */
export interface RecordPart extends ByteRange {
  readonly folder: string;
  /** Which of the folders it is. */
  readonly run: number;
}

/** The whole records of run folders; a folder without one has nothing to read. */
export async function wholeRecords(folders: readonly string[]): Promise<RecordPart[]> {
  const whole = async (folder: string, run: number): Promise<RecordPart> => {
    const end = await sizeOf(join(folder, TRIALS_FILE));
    return { folder, run, start: 0, end };
  };
  return Promise.all(folders.map(whole));
}

async function sizeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
    throw error;
  }
}

/** Cuts records in two where a line ends, the first with about this share of all bytes; in their order. */
export async function cutRecords(
  records: readonly RecordPart[],
  share: number,
): Promise<readonly [first: RecordPart[], second: RecordPart[]]> {
  const [first, second]: [RecordPart[], RecordPart[]] = [[], []];
  let left = share * bytesOf(records);
  for (const part of records) {
    const bytes = part.end - part.start;
    const cut =
      left >= bytes ? part.end : left <= 0 ? part.start : await lineEnd(part, part.start + Math.floor(left));
    if (cut > part.start) first.push({ ...part, end: cut });
    if (cut < part.end) second.push({ ...part, start: cut });
    left -= bytes;
  }
  return [first, second];
}

export function bytesOf(parts: readonly RecordPart[]): number {
  return parts.reduce((sum, { start, end }) => sum + end - start, 0);
}

const LINE_FEED = 0x0a;

/** The first byte of a line at or behind `from`, or the end of the part. */
async function lineEnd({ folder, end }: RecordPart, from: number): Promise<number> {
  const file = await open(join(folder, TRIALS_FILE));
  try {
    const bytes = Buffer.alloc(1 << 16);
    for (let at = from; at < end; ) {
      const { bytesRead } = await file.read(bytes, 0, bytes.length, at);
      if (bytesRead === 0) break;
      const found = bytes.subarray(0, bytesRead).indexOf(LINE_FEED);
      if (found >= 0) return Math.min(end, at + found + 1);
      at += bytesRead;
    }
    return end;
  } finally {
    await file.close();
  }
}
