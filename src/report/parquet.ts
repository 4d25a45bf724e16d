import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { BasicType } from "hyparquet-writer";
import type { Trial } from "../record.ts";
import { writing } from "./write-atomically.ts";

type Column = readonly [name: string, type: BasicType, of: (trial: Trial) => unknown];

/** One row a trial; unknown is null, never 0. Lists and factors are JSON text. */
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
  ["factors", "STRING", (t) => JSON.stringify(t.cell.factors)],
  ["realised_length", "INT32", (t) => t.actual.tokens],
  ["realised_depth", "DOUBLE", (t) => t.actual.goldDepths[0]],
  ["realised_depths", "STRING", (t) => listText(t.actual.goldDepths)],
  ["tokenizer", "STRING", (t) => t.actual.tokenizer],
  ["estimated", "BOOLEAN", (t) => t.actual.estimated === true],
  ["prompt_sha256", "STRING", (t) => t.promptSha256],
  ["status", "STRING", (t) => t.status],
  ["recall", "DOUBLE", (t) => t.score?.recall],
  ["found", "STRING", (t) => (t.score === undefined ? undefined : listText(t.score.found))],
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

/** As JSON, which for a list of one is itself in brackets. */
function listText(list: readonly number[] | readonly boolean[]): string {
  return list.length === 1 ? `[${list[0]}]` : JSON.stringify(list);
}

/** Columns by which rows are looked for: readers skip groups by the bounds that are kept of them. */
const BOUNDED: ReadonlySet<string> = new Set([
  "model",
  "task",
  "length",
  "depth",
  "seed",
  "realised_length",
  "realised_depth",
  "status",
  "recall",
  "prompt_tokens",
  "started_at",
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
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}

/** The same for a record that is handed over trial by trial. */
export async function openTrialsParquet(file: string): Promise<TrialsParquet> {
  const { fileWriter, ParquetWriter, schemaFromColumnData } = await import("hyparquet-writer");
  const temporary = `${file}.${process.pid}.tmp`;
  const newColumns = (): unknown[][] => COLUMNS.map(() => []);
  let columns = newColumns();
  let text = 0;
  const dataOf = () =>
    COLUMNS.map(([name], i) => ({ name, data: columns[i] ?? [], statistics: BOUNDED.has(name) }));
  const schema = schemaFromColumnData({
    columnData: COLUMNS.map(([name, type]) => ({ name, type, nullable: true, data: [] })),
  });
  const parquet = await writing(file, async () => {
    await mkdir(dirname(file), { recursive: true });
    return new ParquetWriter({ writer: fileWriter(temporary), schema });
  });
  const flush = (): void => {
    parquet.write({ columnData: dataOf(), rowGroupSize: GROUP });
    columns = newColumns();
    text = 0;
  };
  return {
    add: (trial) => {
      for (let i = 0; i < COLUMNS.length; i++)
        (columns[i] as unknown[]).push((COLUMNS[i] as Column)[2](trial) ?? null);
      text += trial.output?.length ?? 0;
      if ((columns[0]?.length ?? 0) >= GROUP || text > MOST_TEXT) flush();
    },
    finish: () =>
      writing(file, async () => {
        if ((columns[0]?.length ?? 0) > 0) flush();
        parquet.finish();
        await rename(temporary, file);
      }),
    abandon: () => rm(temporary, { force: true }),
  };
}
