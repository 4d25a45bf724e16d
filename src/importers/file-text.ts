import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline, Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import { MidspanError } from "../errors.ts";

/** Bytes of text at most: no published file comes near, and a .gz of 2 MB that was made to burst does. */
const MOST_BYTES = 2_000_000_000;

/** What has been read of a file so far; whole when the text has ended. */
export interface Reading {
  bytes: number;
  sha256(): string;
}

/**
 * The text of a file in pieces, in the memory of one; unpacked where its first bytes are those of gzip. The mark of
 * byte order is dropped; bytes that are no UTF-8 become U+FFFD. Throws `input-file` for what is not text, is cut
 * short, or unpacks to more than `most` bytes.
 */
export function openText(
  path: string,
  name: string,
  most = MOST_BYTES,
): { text: AsyncGenerator<string>; reading: Reading } {
  const hash = createHash("sha256");
  const reading: Reading = { bytes: 0, sha256: () => hash.digest("hex") };
  const note = (bytes: Buffer): void => {
    reading.bytes += bytes.length;
    hash.update(bytes);
  };
  return { text: pieces(path, name, note, most), reading };
}

async function* pieces(
  path: string,
  name: string,
  note: (bytes: Buffer) => void,
  most: number,
): AsyncGenerator<string> {
  const refuse = (rule: string, value: string, cause?: unknown): MidspanError =>
    new MidspanError("input-file", `${name}; must be ${rule}: ${value}`, { cause });
  const tap = new Transform({
    transform(bytes: Buffer, _encoding, done) {
      note(bytes);
      done(null, bytes);
    },
  });
  const decoder = new TextDecoder("utf-8");
  let unpacked = 0;
  try {
    for await (const bytes of await unpackedStream(path, tap)) {
      if (unpacked === 0) {
        const kind = notText(bytes);
        if (kind !== undefined) throw refuse("UTF-8 text (JSON, JSONL, CSV, TSV), also as .gz", kind);
      }
      unpacked += bytes.length;
      if (unpacked > most) throw refuse(`at most ${most / 1e9} GB of text`, "more when unpacked");
      yield decoder.decode(bytes, { stream: true });
    }
  } catch (error) {
    if (error instanceof MidspanError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === "Z_BUF_ERROR") throw refuse("a whole .gz file", "cut short", error);
    throw refuse("readable", code ?? String(error), error);
  }
  yield decoder.decode();
}

async function unpackedStream(path: string, tap: Transform): Promise<AsyncIterable<Buffer>> {
  const isPacked = await isGzip(path); // which says what cannot be read, before anything else is opened
  const file = createReadStream(path, { highWaterMark: 1 << 18 });
  // An error of any part reaches the reader through the last.
  if (!isPacked) return pipeline(file, tap, () => undefined);
  return pipeline(file, tap, createGunzip({ chunkSize: 1 << 18 }), () => undefined);
}

async function isGzip(path: string): Promise<boolean> {
  for await (const bytes of createReadStream(path, { end: 1 })) return bytes[0] === 0x1f && bytes[1] === 0x8b;
  return false;
}

/** Share of control characters from which a file is taken for none of text. */
const ODD_SHARE = 0.01;

/** Names the kinds of file that users mistake for text. */
function notText(bytes: Buffer): string | undefined {
  const start = bytes.toString("latin1", 0, 4);
  if (start.startsWith("\xff\xfe") || start.startsWith("\xfe\xff")) return "UTF-16";
  if (start.startsWith("PK")) return "a zip archive; unpack it first";
  if (start === "PAR1") return "a Parquet file";
  // By their share: an answer may hold such a byte, wherever it stands.
  const odd = bytes.reduce((count, byte) => count + (byte < 9 || (byte > 13 && byte < 27) ? 1 : 0), 0);
  return odd > bytes.length * ODD_SHARE ? "a binary file" : undefined;
}
