import { type FileHandle, open } from "node:fs/promises";

/** A line of a file, in memory that the next lines are written to. */
export interface LineBytes {
  /** 1-based, as an editor counts. */
  readonly number: number;
  /** Byte of the file after it, its line feed included. */
  readonly endByte: number;
  /** Where it stands in the memory, without its line feed. */
  readonly start: number;
  readonly end: number;
  /** Whether a line feed ends it; only the last may lack one. */
  readonly ended: boolean;
  /** Longer than a line may be; nothing of it is in the memory. */
  readonly tooLong: boolean;
}

/** Lines that were read at once; gone when the next ones are asked for. */
export interface LineBatch {
  readonly bytes: Buffer;
  readonly lines: readonly LineBytes[];
}

export interface Line extends Pick<LineBytes, "number" | "endByte" | "ended" | "tooLong"> {
  /** Empty where it is too long. */
  readonly text: string;
}

/** A line above this is no trial, whatever it is; its bytes are not kept. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

const LINE_FEED = 0x0a;

/** Bytes that are read at a time. */
const CHUNK = 1 << 18;

/** Bytes of a file, the end not among them. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const WHOLE: ByteRange = { start: 0, end: Number.POSITIVE_INFINITY };

/**
 * The lines of a file, in the memory of one. Splits on the byte 0x0a alone: Node's readline also splits on
 * U+2028 and U+2029, which JSON may hold as they are and models do write. A missing file has no lines.
 */
export async function* readLines(file: string, longest = MAX_LINE_BYTES): AsyncGenerator<Line> {
  for await (const { bytes, lines } of readLineBatches(file, WHOLE, longest))
    for (const { number, endByte, ended, tooLong, start, end } of lines)
      yield { number, endByte, ended, tooLong, text: bytes.toString("utf8", start, end) };
}

/**
 * The same as bytes, as many lines at a time as were read at once: a turn of the event loop and a string for each of a
 * million is dear. Of a `range` that begins with a line, whose number is then 1.
 */
export async function* readLineBatches(
  file: string,
  range: ByteRange = WHOLE,
  longest = MAX_LINE_BYTES,
): AsyncGenerator<LineBatch> {
  if (range.start >= range.end) return;
  const handle = await openToRead(file);
  if (handle === undefined) return;
  try {
    yield* batchesOf(handle, range, longest);
  } finally {
    await handle.close();
  }
}

async function openToRead(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/**
 * While lines of one memory are looked at, the next are read to the other, behind what has begun of a line: there is
 * always room for that and a chunk more.
 */
async function* batchesOf(handle: FileHandle, range: ByteRange, longest: number): AsyncGenerator<LineBatch> {
  let [bytes, other] = [memory(2 * CHUNK), memory(2 * CHUNK)];
  let number = 1;
  let endByte = range.start;
  /** Bytes in memory of a line that has not ended, and bytes of it that are not kept. */
  let begun = 0;
  let dropped = 0;
  const lineTo = (start: number, end: number, ended: boolean): LineBytes => {
    const size = dropped + end - start;
    const tooLong = size > longest;
    endByte += size + (ended ? 1 : 0);
    dropped = 0;
    return { number: number++, endByte, start, end: tooLong ? start : end, ended, tooLong };
  };
  const read = async (from: number): Promise<number> => {
    const { bytesRead } = await handle.read(bytes, begun, Math.min(CHUNK, range.end - from), from);
    return bytesRead;
  };
  let next = range.start;
  let got = await read(next);
  while (got > 0) {
    next += got;
    const filled = bytes.subarray(0, begun + got);
    const lines: LineBytes[] = [];
    let start = 0;
    for (let at = filled.indexOf(LINE_FEED, begun); at >= 0; at = filled.indexOf(LINE_FEED, start)) {
      lines.push(lineTo(start, at, true));
      start = at + 1;
    }
    begun = filled.length - start;
    if (dropped + begun > longest) {
      dropped += begun;
      begun = 0;
    }
    // A line goes on where it began as long as it has not ended: copied for each piece, a long one would take minutes.
    if (lines.length > 0 || bytes.length < begun + CHUNK) {
      if (other.length < begun + CHUNK) other = memory(2 * (begun + CHUNK));
      filled.copy(other, 0, filled.length - begun);
      [bytes, other] = [other, bytes];
    }
    const more = read(next);
    more.catch(() => {}); // told where it is waited for
    if (lines.length > 0) yield { bytes: filled, lines };
    got = await more;
  }
  if (dropped + begun > 0) yield { bytes, lines: [lineTo(0, begun, false)] };
}

function memory(size: number): Buffer {
  return Buffer.allocUnsafeSlow(size);
}
