import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { BasicType } from "hyparquet-writer";
import type { Trial } from "../record.ts";
import { type PackedTexts, packedTexts } from "./packed-texts.ts";
import { parquetGroups } from "./parquet-groups.ts";
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
  ["factors", "STRING", (t) => factorsText(t.cell.factors)],
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

const known = new WeakMap<Trial["cell"]["factors"], string>();

/** As JSON; trials that are read from a record share their factors. */
function factorsText(factors: Trial["cell"]["factors"]): string {
  const text = known.get(factors) ?? JSON.stringify(factors);
  known.set(factors, text);
  return text;
}

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
]);

/** Columns of values that hardly come twice. Hashes and times to a billionth cannot be packed. */
const PLAIN: ReadonlyMap<string, "packed" | "unpacked"> = new Map([
  ["id", "unpacked"],
  ["prompt_sha256", "unpacked"],
  ["prefill_ms", "unpacked"],
  ["total_ms", "unpacked"],
  ["started_at", "packed"],
  ["realised_depths", "packed"],
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

/** Values of a column that are gathered; all of them once one is unlike the first. */
interface Gathered {
  first: unknown;
  varied: unknown[] | undefined;
  /** In their place, of a column of texts of `PLAIN`. */
  readonly texts: PackedTexts | undefined;
  /** Texts of the group, each a copy: as a piece of its line it would keep the line until the group is written. */
  readonly known: Map<string, string>;
}

/** The same for a record that is handed over trial by trial. */
export async function openTrialsParquet(file: string): Promise<TrialsParquet> {
  const hyparquet = await import("hyparquet-writer");
  const temporary = `${file}.${process.pid}.tmp`;
  const columns = COLUMNS.map(
    ([name, type]): Gathered => ({
      ...{ first: undefined, varied: undefined },
      texts: type === "STRING" && PLAIN.has(name) ? packedTexts() : undefined,
      known: new Map(),
    }),
  );
  let rows = 0;
  let text = 0;
  const schema = hyparquet.schemaFromColumnData({
    columnData: COLUMNS.map(([name, type]) => ({ name, type, nullable: true, data: [] })),
  });
  const parquet = await writing(file, async () => {
    await mkdir(dirname(file), { recursive: true });
    return parquetGroups(hyparquet, hyparquet.fileWriter(temporary), schema);
  });
  const flush = (): void => {
    const group = COLUMNS.map(([name], i) => {
      const { first, varied, texts } = columns[i] as Gathered;
      const [bare, all] = [{ name, statistics: BOUNDED.has(name) }, varied ?? texts?.bytes() ?? []];
      return all.length > 0 ? { ...bare, plain: PLAIN.get(name), values: all } : { ...bare, values: [first] };
    });
    parquet.write(group, rows);
    for (const column of columns) {
      column.varied = undefined;
      column.texts?.clear();
      column.known.clear();
    }
    rows = 0;
    text = 0;
  };
  return {
    add: (trial) => {
      for (let i = 0; i < COLUMNS.length; i++)
        gather(columns[i] as Gathered, rows, (COLUMNS[i] as Column)[2](trial) ?? null);
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
    abandon: () => rm(temporary, { force: true }),
  };
}

function copyOf(text: string, known: Map<string, string>): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  const own = Buffer.from(text).toString();
  known.set(own, own);
  return own;
}

function gather(column: Gathered, row: number, value: unknown): void {
  const { first, varied, texts } = column;
  if (varied !== undefined) varied.push(typeof value === "string" ? copyOf(value, column.known) : value);
  else if (texts !== undefined && texts.size > 0) texts.add(value as string | null);
  else if (row === 0) column.first = value;
  else if (!Object.is(value, first)) {
    if (texts === undefined) column.varied = [...new Array<unknown>(row).fill(first), value];
    else {
      for (let i = 0; i < row; i++) texts.add(first as string | null);
      texts.add(value as string | null);
    }
  }
}
