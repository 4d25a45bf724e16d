import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Trial } from "../record.ts";
import { appendedBytes } from "./appended-bytes.ts";
import { type ColumnDraft, numberColumn, packedColumn, repeatingColumn } from "./parquet-columns.ts";
import { type BegunGroups, joinGroups, MAGIC, parquetGroups } from "./parquet-groups.ts";
import { writing } from "./write-atomically.ts";

type Column =
  | readonly [name: string, type: "INT32", of: (trial: Trial) => number | undefined]
  | readonly [name: string, type: "DOUBLE", of: (trial: Trial) => number | undefined]
  | readonly [name: string, type: "STRING", of: (trial: Trial) => string | undefined]
  | readonly [name: string, type: "BOOLEAN", of: (trial: Trial) => boolean];

/** One row a trial; unknown is null, never 0. Lists and factors are JSON text; depths of all facts where there are several. */
const COLUMNS: readonly Column[] = [
  ["id", "STRING", (t) => t.id],
  ["model", "STRING", (t) => t.model],
  ["simulated", "BOOLEAN", (t) => t.simulated === true || t.model.startsWith("simulated:")],
  ["task", "STRING", (t) => t.task],
  ["task_version", "INT32", (t) => t.taskVersion],
  ["haystack", "STRING", (t) => t.haystack],
  ["length", "INT32", (t) => t.cell.contextLength],
  ["depth", "DOUBLE", (t) => (t.actual.depthUnknown === true ? undefined : t.cell.depth)],
  ["seed", "DOUBLE", (t) => t.cell.seed],
  ["factors", "STRING", (t) => factorsText(t.cell.factors)],
  ["realised_length", "INT32", (t) => t.actual.tokens],
  ["realised_depth", "DOUBLE", (t) => t.actual.goldDepths[0]],
  ["realised_depths", "STRING", ({ actual: { goldDepths } }) => severalText(goldDepths)],
  ["tokenizer", "STRING", (t) => t.actual.tokenizer],
  ["estimated", "BOOLEAN", (t) => t.actual.estimated === true],
  ["prompt_sha256", "STRING", (t) => t.promptSha256],
  ["status", "STRING", (t) => t.status],
  ["recall", "DOUBLE", (t) => t.score?.recall],
  ["found", "STRING", (t) => (t.score === undefined ? undefined : foundText(t.score.found))],
  ["decoy", "STRING", (t) => t.score?.decoy],
  ["output", "STRING", (t) => t.output],
  ["finish", "STRING", (t) => t.generation?.finish.reason],
  ["prompt_tokens", "INT32", (t) => t.generation?.promptTokens],
  ["cached_tokens", "INT32", (t) => t.generation?.cachedTokens],
  ["output_tokens", "INT32", (t) => t.generation?.outputTokens],
  ["prefill_ms", "DOUBLE", (t) => t.generation?.prefillMs],
  ["total_ms", "DOUBLE", (t) => t.generation?.totalMs],
  ["error_code", "STRING", (t) => t.error?.code],
  ["warnings", "STRING", (t) => (t.warnings.length === 0 ? "[]" : JSON.stringify(t.warnings))],
  ["attempts", "INT32", (t) => t.attempts],
  ["started_at", "STRING", (t) => (t.startedAt === "" ? undefined : t.startedAt)],
  ["published_score", "DOUBLE", (t) => t.published?.score],
  ["own_score", "DOUBLE", (t) => t.published?.ours],
  ["source", "STRING", (t) => (t.source === undefined ? undefined : `${t.source.file}:${t.source.line}`)],
];

const known = new WeakMap<Trial["cell"]["factors"], string>();

/** As JSON; trials that are read from a record share their factors. */
function factorsText(factors: Trial["cell"]["factors"]): string {
  const text = known.get(factors) ?? JSON.stringify(factors);
  known.set(factors, text);
  return text;
}

/** As JSON; a single one stands in a column of its own. */
function severalText(list: readonly number[]): string | undefined {
  return list.length === 1 ? undefined : JSON.stringify(list);
}

function foundText(found: readonly boolean[]): string {
  if (found.length !== 1) return JSON.stringify(found);
  return found[0] === true ? "[true]" : "[false]";
}

/** Columns by which rows are looked for: where a group holds one value, readers skip it by the bounds that are kept of it. */
const BOUNDED: ReadonlySet<string> = new Set(["model", "task", "length", "depth", "seed", "status"]);

/** Columns that may hold no value. */
const NULLABLE: ReadonlySet<string> = new Set([
  "depth",
  "realised_depth",
  "realised_depths",
  "recall",
  "found",
  "decoy",
  "output",
  "finish",
  "prompt_tokens",
  "cached_tokens",
  "output_tokens",
  "prefill_ms",
  "total_ms",
  "error_code",
  "started_at",
  "published_score",
  "own_score",
  "source",
]);

/** Columns of values of which many come once. Hashes, and numbers of many digits, cannot be packed. */
const PLAIN: ReadonlyMap<string, "packed" | "unpacked"> = new Map([
  ["id", "unpacked"],
  ["prompt_sha256", "unpacked"],
  ["prefill_ms", "unpacked"],
  ["total_ms", "unpacked"],
  ["realised_depth", "unpacked"],
  ["realised_depths", "unpacked"],
  ["started_at", "packed"],
  ["output", "packed"],
  ["decoy", "packed"],
]);

/** Names and types of the columns, in their order. */
export const PARQUET_COLUMNS = COLUMNS.map(([name, type]) => ({ name, type: String(type) }));

/** Trials that are gathered before they are written, and characters of their answers. */
const GROUP = 10_000;
const MOST_TEXT = 1 << 25;

/**
 * Writes the record as a Parquet file, whole or not at all; in memory is one group of rows.
 * Throws `store-write`.
 */
export async function writeTrialsParquet(
  file: string,
  trials: Iterable<Trial> | AsyncIterable<Trial>,
): Promise<void> {
  const writer = await openTrialsParquet(file);
  try {
    for await (const trial of trials) writer.add(trial);
    await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

export interface TrialsParquet {
  add(trial: Trial): void;
  finish(): Promise<void>;
  /** Instead of the end: what another thread needs, to go on behind these trials. */
  handOver(): Promise<BegunGroups>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/** The same for a record that is handed over trial by trial, or for the rest of one. */
export async function openTrialsParquet(file: string, begun?: BegunGroups): Promise<TrialsParquet> {
  const hyparquet = await import("hyparquet-writer");
  const temporary = temporaryOf(file);
  const columns = COLUMNS.map(draftOf);
  let rows = 0;
  let text = 0;
  const schema = hyparquet.schemaFromColumnData({
    columnData: COLUMNS.map(([name, type]) => ({ name, type, nullable: NULLABLE.has(name), data: [] })),
  });
  const parquet = await writing(file, async () => {
    await mkdir(dirname(file), { recursive: true });
    return parquetGroups(hyparquet, appendedBytes(hyparquet, temporary, begun?.bytes ?? 0), schema, begun);
  });
  const flush = (): void => {
    const group = COLUMNS.map(([name], i) => {
      const values = (columns[i] as ColumnDraft).take();
      return { name, statistics: BOUNDED.has(name) && values.length === 1, plain: PLAIN.get(name), values };
    });
    parquet.write(group, rows);
    rows = 0;
    text = 0;
  };
  return {
    add: (trial) => {
      for (const column of columns) column.add(trial);
      rows++;
      text += trial.output?.length ?? 0;
      if (rows >= GROUP || text > MOST_TEXT) flush();
    },
    finish: () =>
      writing(file, async () => {
        if (rows > 0) flush();
        parquet.finish();
        await rename(temporary, file);
      }),
    handOver: () =>
      writing(file, async () => {
        if (rows > 0) flush();
        return parquet.handOver();
      }),
    abandon: () => abandonBegun(file),
  };
}

/** A Parquet file without its end, as `handOver` leaves it. */
export interface BegunFile {
  readonly file: string;
  readonly begun: BegunGroups;
}

/** Puts the groups of the later file behind those of the other one, for whoever goes on with that; the later file is gone then. Throws `store-write`. */
export async function joinBegun({ file, begun }: BegunFile, later: BegunFile): Promise<BegunGroups> {
  return writing(file, async () => {
    const groups = createReadStream(temporaryOf(later.file), { start: MAGIC });
    await pipeline(groups, createWriteStream(temporaryOf(file), { flags: "a" }));
    await abandonBegun(later.file);
    return joinGroups(begun, later.begun);
  });
}

/** Leaves nothing behind of what was begun, by whichever thread. */
export async function abandonBegun(file: string): Promise<void> {
  await rm(temporaryOf(file), { force: true });
}

function temporaryOf(file: string): string {
  return `${file}.${process.pid}.tmp`;
}

function draftOf([name, type, of]: Column): ColumnDraft {
  switch (type) {
    case "STRING":
      return PLAIN.has(name) ? packedColumn(of) : repeatingColumn(of);
    case "BOOLEAN":
      return repeatingColumn(of);
    default:
      return numberColumn(of, GROUP);
  }
}
