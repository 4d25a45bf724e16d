import { createReadStream } from "node:fs";

export interface Line {
  /** 1-based, as an editor counts. */
  readonly number: number;
  /** Byte after it, its line feed included. */
  readonly endByte: number;
  readonly text: string;
  /** Whether a line feed ends it; only the last may lack one. */
  readonly ended: boolean;
  /** Longer than a line may be; `text` is then empty. */
  readonly tooLong: boolean;
}

/** A line above this is no trial, whatever it is; its bytes are not kept. */
const MAX_LINE_BYTES = 64 * 1024 * 1024;

const LINE_FEED = 0x0a;

/** Bytes that are read at a time. */
const CHUNK = 1 << 17;

/**
 * The lines of a file, in the memory of one. Splits on the byte 0x0a alone: Node's readline also splits on
 * U+2028 and U+2029, which JSON may hold as they are and models do write. A missing file has no lines.
 */
export async function* readLines(file: string, longest = MAX_LINE_BYTES): AsyncGenerator<Line> {
  for await (const lines of readLineBatches(file, longest)) yield* lines;
}

/** Bytes of a file, the end not among them. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The same, as many at a time as were read at once: a turn of the event loop for each of a million is dear. Of a
 * `range` that begins with a line, whose number is then 1.
 */
export async function* readLineBatches(
  file: string,
  longest = MAX_LINE_BYTES,
  range: ByteRange = { start: 0, end: Number.POSITIVE_INFINITY },
): AsyncGenerator<readonly Line[]> {
  if (range.start >= range.end) return;
  let number = 1;
  let { start } = range;
  let size = 0;
  let parts: Buffer[] = [];
  const keep = (bytes: Buffer): void => {
    size += bytes.length;
    if (size > longest) parts = [];
    else parts.push(bytes);
  };
  const line = (ended: boolean): Line => {
    const text = (parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts)).toString("utf8");
    const endByte = start + size + (ended ? 1 : 0);
    return { number, endByte, text, ended, tooLong: size > longest };
  };
  try {
    const bytes = createReadStream(file, { highWaterMark: CHUNK, start, end: range.end - 1 });
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      const lines: Line[] = [];
      let from = 0;
      for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
        keep(chunk.subarray(from, at));
        lines.push(line(true));
        from = at + 1;
        number++;
        start += size + 1;
        size = 0;
        parts = [];
      }
      keep(chunk.subarray(from));
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  if (size > 0) yield [line(false)];
}
