import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { endianness } from "node:os";
import { dirname } from "node:path";

/** "midspan-counts-1", SHA-256 of the body, the body: (high, low, count), 32-bit words, lowest byte first. */
const MAGIC = Buffer.from("midspan-counts-1");
const BODY = MAGIC.length + 32;
const RECORD_BYTES = 12;

let written = 0;

/** The records of a file; none where there is no file, or it is cut, damaged or of another version. */
export function readCountFile(path: string): Uint32Array {
  const bytes = readOrNone(path);
  const body = bytes.subarray(BODY);
  const whole = bytes.length >= BODY && body.length % RECORD_BYTES === 0;
  if (
    !whole ||
    !bytes.subarray(0, MAGIC.length).equals(MAGIC) ||
    !bytes.subarray(MAGIC.length, BODY).equals(sha256(body))
  )
    return new Uint32Array(0);
  // Copied, so that the words are aligned.
  return new Uint32Array(Uint8Array.from(inFileOrder(body)).buffer);
}

/** Writes a file of its own and moves it into place: a reader sees the old one or the new one, whole. */
export function writeCountFile(path: string, records: Uint32Array): void {
  const words = Buffer.from(records.buffer, records.byteOffset, records.byteLength);
  const body = inFileOrder(words);
  const temporary = `${path}.${process.pid}.${written++}`;
  mkdirSync(dirname(path), { recursive: true });
  try {
    writeFileSync(temporary, Buffer.concat([MAGIC, sha256(body), body]));
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function readOrNone(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    return Buffer.alloc(0);
  }
}

function inFileOrder(words: Buffer): Buffer {
  return endianness() === "LE" ? words : Buffer.from(words).swap32();
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
