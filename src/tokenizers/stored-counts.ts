import { createHash } from "node:crypto";
import { join } from "node:path";
import { hash128 } from "../random.ts";
import type { CountedPart, Tokenizer } from "../tokens.ts";
import { readCountFile, writeCountFile } from "./count-file.ts";
import { type CountTable, createCountTable } from "./count-table.ts";
import { LONGEST_TAIL } from "./seam-count.ts";

export interface StoredCounts {
  /** The same tokenizer; what it counted once it knows, in this process and the next. */
  readonly tokenizer: Tokenizer;
  /** Adds what is new to the file. Where it cannot be written, the next run counts again. */
  save(): void;
}

/** Entries of a file; what comes after is counted and not kept. 12 bytes each. */
const MOST = 2_000_000;

/** What a tokenizer makes of this tells it from another of the same name. */
const PROBE = 'The harbour-master\'s 1,912 ledgers\n\n“là”  {"a": [0x7f]}\tnaïve 漢字 😀 ShipsLog_v2';

/**
 * Keeps a tokenizer's counts in `folder`, one file a tokenizer, under 64 bits of a hash of what was counted: a
 * source is tokenised once, for all runs. Two texts of a full file share a key with a chance of 1e-7.
 * Processes that write at the same time lose nothing but time: a file is replaced as a whole, by what both the
 * file before and this process know.
 */
export function storedCounts(tokenizer: Tokenizer, folder: string): StoredCounts {
  const path = join(folder, `${fingerprint(tokenizer)}.counts`);
  const known = createCountTable();
  addRecords(known, readCountFile(path));
  let saved = known.size;
  const keyOf = (text: string, before?: string): [number, number] => {
    const behind = before === undefined ? "" : `\u0000${before.slice(-LONGEST_TAIL)}`;
    const [high, low] = hash128(text + behind);
    return [high, low];
  };
  const count = (text: string, before?: string): number => {
    const [high, low] = keyOf(text, before);
    const stored = known.get(high, low);
    if (stored !== undefined) return stored;
    const counted = tokenizer.count(text, before);
    if (known.size < MOST && Number.isInteger(counted) && counted >= 0) known.set(high, low, counted);
    return counted;
  };
  const { ahead } = tokenizer.count;
  const unknownAhead = (parts: readonly CountedPart[]): void =>
    ahead?.(parts.filter(([text, before]) => known.get(...keyOf(text, before)) === undefined));
  return {
    tokenizer: {
      ...tokenizer,
      count: ahead === undefined ? count : Object.assign(count, { ahead: unknownAhead }),
    },
    save() {
      if (known.size === saved) return;
      addRecords(known, readCountFile(path));
      try {
        writeCountFile(path, known.records());
        saved = known.size;
      } catch {
        // A full disk or a home that is read-only: a cache is no reason to end a run.
      }
    },
  };
}

function addRecords(table: CountTable, records: Uint32Array): void {
  for (let i = 0; i < records.length && table.size < MOST; i += 3)
    table.set(records[i] as number, records[i + 1] as number, records[i + 2] as number);
}

function fingerprint(tokenizer: Tokenizer): string {
  const text = JSON.stringify([tokenizer.id, tokenizer.encode(PROBE)]);
  return createHash("sha256").update(text).digest("hex").slice(0, 32);
}
