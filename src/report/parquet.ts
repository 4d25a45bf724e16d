import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Trial } from "../record.ts";
import { outputLengthOf, type RecordRow, rowNumber, rowOf } from "../record-row.ts";
import type { RowKind, RowNumber } from "../row-kind.ts";
import {
  type ColumnDraft,
  type DraftColumn,
  groupKinds,
  made,
  numbers,
  plainNumbers,
  shared,
  text,
  toldText,
} from "./parquet-columns.ts";
import type { BegunGroups } from "./parquet-groups.ts";
import { writing } from "./write-atomically.ts";

type Column = readonly [name: string, type: "INT32" | "DOUBLE" | "STRING" | "BOOLEAN", draft: DraftColumn];

/** One row a trial; unknown is null, never 0. Lists and factors are JSON text; depths of all facts where there are several. */
const COLUMNS: readonly Column[] = [
  ["id", "STRING", text("id", "unpacked")],
  ["model", "STRING", shared((t) => t.model)],
  ["simulated", "BOOLEAN", shared((t) => t.simulated === true || t.model.startsWith("simulated:"))],
  ["task", "STRING", shared((t) => t.task)],
  ["task_version", "INT32", shared((t) => t.taskVersion)],
  ["haystack", "STRING", shared((t) => t.haystack)],
  ["length", "INT32", number("contextLength")],
  ["depth", "DOUBLE", numbers((row, t) => (t.actual.depthUnknown === true ? Number.NaN : depthOf(row)))],
  ["seed", "DOUBLE", number("seed")],
  ["factors", "STRING", shared((t) => JSON.stringify(t.cell.factors))],
  ["realised_length", "INT32", number("tokens")],
  ["realised_depth", "DOUBLE", plainNumbers(({ goldDepths }) => goldDepths[0] ?? Number.NaN)],
  ["realised_depths", "STRING", made("unpacked", ({ goldDepths }) => severalText(goldDepths))],
  ["tokenizer", "STRING", shared((t) => t.actual.tokenizer)],
  ["estimated", "BOOLEAN", shared((t) => t.actual.estimated === true)],
  ["prompt_sha256", "STRING", text("promptSha256", "unpacked")],
  ["status", "STRING", shared((t) => t.status)],
  ["recall", "DOUBLE", number("recall")],
  ["found", "STRING", shared((t) => t.score && JSON.stringify(t.score.found))],
  ["decoy", "STRING", text("decoy", "packed")],
  ["output", "STRING", text("output", "packed")],
  ["finish", "STRING", shared((t) => t.generation?.finish.reason)],
  ["prompt_tokens", "INT32", number("promptTokens")],
  ["cached_tokens", "INT32", number("cachedTokens")],
  ["output_tokens", "INT32", number("outputTokens")],
  ["prefill_ms", "DOUBLE", number("prefillMs", plainNumbers)],
  ["total_ms", "DOUBLE", number("totalMs", plainNumbers)],
  ["error_code", "STRING", shared((t) => t.error?.code)],
  ["warnings", "STRING", shared((t) => JSON.stringify(t.warnings))],
  ["attempts", "INT32", shared((t) => t.attempts)],
  ["started_at", "STRING", toldText("startedAt", "packed")],
  ["published_score", "DOUBLE", shared((t) => t.published?.score)],
  ["own_score", "DOUBLE", shared((t) => t.published?.ours)],
  ["source", "STRING", shared(({ source }) => source && `${source.file}:${source.line}`)],
];

function number(name: RowNumber, column: typeof plainNumbers = numbers): DraftColumn {
  const place = rowNumber(name);
  return column((row) => row.numbers[place] as number);
}

const DEPTH = rowNumber("depth");

function depthOf(row: RecordRow): number {
  return row.numbers[DEPTH] as number;
}

/** As JSON; a single one stands in a column of its own. */
function severalText(list: readonly number[]): string | undefined {
  return list.length === 1 ? undefined : JSON.stringify(list);
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
    for await (const trial of trials) writer.add(rowOf(trial));
    await writer.finish();
  } catch (error) {
    await writer.abandon();
    throw error;
  }
}

export interface TrialsParquet {
  /** @param kind the row's, or another for a trial that is named otherwise here */
  add(row: RecordRow, kind?: RowKind): void;
  finish(): Promise<void>;
  /** Instead of the end: what another thread needs, to go on behind these trials. */
  handOver(): Promise<BegunGroups>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/** The same for a record that is handed over trial by trial, or for the rest of one. */
export async function openTrialsParquet(file: string, begun?: BegunGroups): Promise<TrialsParquet> {
  const { schemaFromColumnData } = await import("hyparquet-writer");
  const { parquetGroups } = await import("./parquet-groups.ts");
  const { appendedBytes } = await import("./appended-bytes.ts");
  const temporary = temporaryOf(file);
  const kinds = groupKinds(GROUP);
  const columns = COLUMNS.map(([, , draft]) => draft(kinds, GROUP));
  const own = columns.flatMap(({ add }) => (add === undefined ? [] : [add]));
  let rows = 0;
  let characters = 0;
  const schema = schemaFromColumnData({
    columnData: COLUMNS.map(([name, type]) => ({ name, type, nullable: NULLABLE.has(name), data: [] })),
  });
  const parquet = await writing(file, async () => {
    await mkdir(dirname(file), { recursive: true });
    return parquetGroups(appendedBytes(temporary, begun?.bytes ?? 0), schema, begun);
  });
  const flush = (): void => {
    const group = COLUMNS.map(([name], i) => {
      const { plain, take } = columns[i] as ColumnDraft;
      const values = take(rows);
      const isOne = "length" in values && values.length === 1;
      return { name, statistics: BOUNDED.has(name) && isOne, plain, values };
    });
    parquet.write(group, rows);
    kinds.clear();
    rows = 0;
    characters = 0;
  };
  return {
    add: (row, kind = row.kind) => {
      for (const add of own) add(row, rows, kind);
      kinds.add(kind, rows++);
      characters += outputLengthOf(row);
      if (rows >= GROUP || characters > MOST_TEXT) flush();
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
  const { joinGroups, MAGIC } = await import("./parquet-groups.ts");
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
