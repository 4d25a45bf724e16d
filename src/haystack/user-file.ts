import { readFileSync, type Stats, statSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { MidspanError } from "../errors.ts";

/** Bytes of a file, unpacked; a string of Node holds little more. Also what a .gz made to burst is stopped at. */
const MOST_BYTES = 500_000_000;

const AS_UTF8 = "Save it as UTF-8 text, e.g. by iconv -f latin1 -t utf-8.";

/**
 * Text of a user's file, unpacked where its name ends in .gz. The mark of byte order is dropped, line ends become
 * "\n". Throws `input-file` for what is missing, unreadable, no file, cut short, too large, binary or not UTF-8.
 *
 * @param what the file's part in the run, for messages: "haystack", "needles"
 */
export function readUserFile(path: string, what: string): string {
  const stats = statUserFile(path, what);
  if (!stats.isFile())
    throw refuseFile(path, what, "a file", kindOf(stats), "Copy the text into a file first.");
  if (stats.size > MOST_BYTES) throw tooLarge(path, what, `${stats.size} bytes`);
  const packed = attempt(path, what, () => readFileSync(path));
  const bytes = /\.gz$/i.test(path) ? unpack(path, what, packed) : packed;
  if (/^(?:fffe|feff)/.test(bytes.toString("hex", 0, 2)))
    throw refuseFile(path, what, "UTF-8", "UTF-16 by its first two bytes", AS_UTF8);
  if (bytes.includes(0)) throw refuseFile(path, what, "text", "a binary file (byte 0)", AS_UTF8);
  try {
    return decode(bytes).replace(/\r\n?/g, "\n");
  } catch (cause) {
    throw refuseFile(path, what, "UTF-8", badByte(bytes), AS_UTF8, cause);
  }
}

/** Throws `input-file` where there is nothing at the path. */
export function statUserFile(path: string, what: string): Stats {
  return attempt(path, what, () => statSync(path));
}

/** Runs a read; what the system refuses becomes `input-file`. */
export function attempt<T>(path: string, what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
    const value = code === "ENOENT" ? "no such file or folder" : `not readable (${code})`;
    const cure = "Check the path and its permissions.";
    throw refuseFile(path, what, "a readable file or folder", value, cure, cause);
  }
}

export function refuseFile(
  path: string,
  what: string,
  rule: string,
  value: string,
  cure: string,
  cause?: unknown,
): MidspanError {
  return new MidspanError("input-file", `${what} ${path}; must be ${rule}: ${value}`, { cure, cause });
}

export function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return "a folder";
  if (stats.isFIFO()) return "a pipe";
  return stats.isSocket() ? "a socket" : "a device";
}

function unpack(path: string, what: string, packed: Buffer): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength: MOST_BYTES });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(path, what, "more when unpacked");
    const cut = code === "Z_BUF_ERROR";
    const value = cut ? `cut short after ${packed.length} bytes` : `not readable (${code})`;
    const cure = cut ? "Fetch or copy the file again." : "Name a file that gzip made.";
    throw refuseFile(path, what, "a whole .gz file", value, cure, cause);
  }
}

function tooLarge(path: string, what: string, value: string): MidspanError {
  const rule = `at most ${MOST_BYTES / 1e6} MB of text`;
  return refuseFile(path, what, rule, value, "Split it and name a part.");
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/** The first byte that is not UTF-8, and its line; a line's end is never part of a longer character. */
function badByte(bytes: Buffer): string {
  let line = 1;
  for (let from = 0; from < bytes.length; line++) {
    const next = bytes.indexOf(0x0a, from);
    const end = next < 0 ? bytes.length : next;
    try {
      decode(bytes.subarray(from, end));
    } catch {
      const [sound = ""] = new TextDecoder().decode(bytes.subarray(from, end)).split("\ufffd", 1);
      const value = bytes[from + Buffer.byteLength(sound)] as number;
      return `byte 0x${value.toString(16)} in line ${line}`;
    }
    from = end + 1;
  }
  return `bytes in line ${line}`;
}
