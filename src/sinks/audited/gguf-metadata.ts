import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { MidspanError } from "../../errors.ts";
import { attempt, statUserFile } from "../../haystack/user-file.ts";

export type GgufValue = number | bigint | boolean | string | readonly GgufValue[];

/** Bytes that are read at first; a vocabulary of 256k pieces takes about ten megabytes. */
const FIRST_BYTES = 1 << 24;
const MOST_BYTES = 1 << 28;
/** Entries of all lists together, and lists within lists: the largest vocabularies have a million of each, side by side. */
const MOST_ENTRIES = 8_000_000;
const DEEPEST = 4;

// Types of the format (ggml-org/ggml, docs/gguf.md).
const [U8, I8, U16, I16, U32, I32, F32, BOOL, STRING, ARRAY, U64, I64, F64] = Array.from(
  { length: 13 },
  (_, i) => i,
);

/** The key-value pairs of a GGUF file (versions 2 and 3, lowest byte first). Throws `input-file`. */
export function readGgufMetadata(path: string): ReadonlyMap<string, GgufValue> {
  // A pipe would be waited for.
  if (!statUserFile(path, "GGUF").isFile())
    throw new MidspanError("input-file", `this is no GGUF file; a plain file: ${path}`);
  const file = attempt(path, "GGUF", () => openSync(path, "r"));
  try {
    const size = fstatSync(file).size;
    for (let take = FIRST_BYTES; ; take *= 4) {
      const bytes = Buffer.alloc(Math.min(size, take));
      readSync(file, bytes, 0, bytes.length, 0);
      try {
        return pairsOf(bytes, path);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        if (bytes.length === size || take >= MOST_BYTES)
          throw new MidspanError(
            "input-file",
            `the GGUF file is cut; its whole metadata, as of a finished download: ${path}`,
            {
              cause: error,
            },
          );
      }
    }
  } finally {
    closeSync(file);
  }
}

function pairsOf(bytes: Buffer, path: string): ReadonlyMap<string, GgufValue> {
  if (bytes.toString("latin1", 0, 4) !== "GGUF")
    throw new MidspanError("input-file", `this is no GGUF file; it begins with GGUF: ${path}`);
  const version = bytes.readUInt32LE(4);
  if (version < 2 || version > 3)
    throw new MidspanError("input-file", `this version of GGUF is not read; 2 or 3: ${version}`);
  const pairs = Number(bytes.readBigUInt64LE(16));
  let at = 24;
  let entries = 0;
  const word = (width: number): number => {
    const start = at;
    at += width;
    return start;
  };
  const text = (): string => {
    const length = Number(bytes.readBigUInt64LE(word(8)));
    if (at + length > bytes.length) throw new RangeError("cut");
    const start = word(length);
    return bytes.toString("utf8", start, at);
  };
  const list = (depth: number): readonly GgufValue[] => {
    const inner = bytes.readUInt32LE(word(4));
    const length = Number(bytes.readBigUInt64LE(word(8)));
    if (length > bytes.length - at) throw new RangeError("cut");
    entries += length;
    if (entries > MOST_ENTRIES || depth > DEEPEST)
      throw new MidspanError(
        "input-file",
        `the metadata is beyond any vocabulary; ${MOST_ENTRIES / 1e6} million entries, lists ${DEEPEST} deep: ${path}`,
      );
    return Array.from({ length }, () => value(inner, depth + 1));
  };
  const value = (type: number, depth = 1): GgufValue => {
    switch (type) {
      case U8:
        return bytes.readUInt8(word(1));
      case I8:
        return bytes.readInt8(word(1));
      case U16:
        return bytes.readUInt16LE(word(2));
      case I16:
        return bytes.readInt16LE(word(2));
      case U32:
        return bytes.readUInt32LE(word(4));
      case I32:
        return bytes.readInt32LE(word(4));
      case F32:
        return bytes.readFloatLE(word(4));
      case BOOL:
        return bytes.readUInt8(word(1)) !== 0;
      case STRING:
        return text();
      case ARRAY:
        return list(depth);
      case U64:
        return bytes.readBigUInt64LE(word(8));
      case I64:
        return bytes.readBigInt64LE(word(8));
      case F64:
        return bytes.readDoubleLE(word(8));
      default:
        throw new MidspanError(
          "input-file",
          `the GGUF file holds a value of an unknown type; 0 to 12: ${type}`,
        );
    }
  };
  const found = new Map<string, GgufValue>();
  for (let i = 0; i < pairs; i++) {
    const key = text();
    found.set(key, value(bytes.readUInt32LE(word(4))));
  }
  return found;
}
