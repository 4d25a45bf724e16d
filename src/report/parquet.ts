import type { BasicType } from "hyparquet-writer";
import type { Trial } from "../record.ts";

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
  ["realised_depths", "STRING", (t) => JSON.stringify(t.actual.goldDepths)],
  ["tokenizer", "STRING", (t) => t.actual.tokenizer],
  ["estimated", "BOOLEAN", (t) => t.actual.estimated === true],
  ["prompt_sha256", "STRING", (t) => t.promptSha256],
  ["status", "STRING", (t) => t.status],
  ["recall", "DOUBLE", (t) => t.score?.recall],
  ["found", "STRING", (t) => (t.score === undefined ? undefined : JSON.stringify(t.score.found))],
  ["decoy", "STRING", (t) => t.score?.decoy],
  ["output", "STRING", (t) => t.output],
  ["finish", "STRING", (t) => t.generation?.finish.reason],
  ["prompt_tokens", "INT32", (t) => t.generation?.promptTokens],
  ["cached_tokens", "INT32", (t) => t.generation?.cachedTokens],
  ["output_tokens", "INT32", (t) => t.generation?.outputTokens],
  ["prefill_ms", "DOUBLE", (t) => t.generation?.prefillMs],
  ["total_ms", "DOUBLE", (t) => t.generation?.totalMs],
  ["error_code", "STRING", (t) => t.error?.code],
  ["warnings", "STRING", (t) => JSON.stringify(t.warnings)],
  ["attempts", "INT32", (t) => t.attempts],
  ["started_at", "STRING", (t) => (t.startedAt === "" ? undefined : t.startedAt)],
  ["published_score", "DOUBLE", (t) => t.published?.score],
  ["own_score", "DOUBLE", (t) => t.published?.ours],
  ["source", "STRING", (t) => (t.source === undefined ? undefined : `${t.source.file}:${t.source.line}`)],
];

/** The record as a Parquet file. */
export async function trialsParquet(trials: readonly Trial[]): Promise<Uint8Array> {
  const { parquetWriteBuffer } = await import("hyparquet-writer");
  const columnData = COLUMNS.map(([name, type, of]) => ({
    name,
    type,
    nullable: true,
    data: trials.map((trial) => of(trial) ?? null),
  }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}
