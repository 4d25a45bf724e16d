import {
  ByteWriter,
  type ColumnSource,
  ParquetWriter,
  type SchemaElement,
  type Writer,
} from "hyparquet-writer";
import { type Plain, type PlainValues, writePlainPage } from "./plain-page.ts";

type RowGroup = ParquetWriter["row_groups"][number];
export type Chunk = RowGroup["columns"][number];

/** A column of a group of rows. */
export interface GroupColumn {
  readonly name: string;
  /** Whether its bounds are kept, so that readers can skip the group. */
  readonly statistics: boolean;
  /** Not of a single value. */
  readonly plain?: Plain | undefined;
  readonly values: GroupValues;
}

/** One a row; a single one where all rows hold the same. What is plain already has no bounds. */
export type GroupValues = readonly unknown[] | Float64Array | PlainValues;

export interface ParquetGroups {
  /** Writes a group of so many rows, with every column of the schema in its order. */
  write(columns: readonly GroupColumn[], rows: number): void;
  finish(): void;
  /** Ends here what another thread goes on with. */
  handOver(): BegunGroups;
}

/** Groups that are in a file without its end, as plain data. */
export interface BegunGroups {
  readonly bytes: number;
  readonly rows: bigint;
  readonly groups: RowGroup[];
}

/** A column that held one value throughout a group, as it was written. */
interface Repeated {
  readonly value: unknown;
  readonly rows: number;
  readonly bytes: Uint8Array;
  readonly group: RowGroup;
}

/** No bound on its bytes: a group has one page a column, which needs no index of pages. */
const ONE_PAGE = 0;

/** Bytes in front of the first column of a file: "PAR1". */
export const MAGIC = 4;

/**
 * Writes groups of rows, byte for byte as hyparquet-writer does. Half of a record's columns hold one value throughout
 * a group (its task, its tokenizer, no decoy), which takes as long to encode as any: such a column is encoded once, and
 * its bytes are written again where the next group has the same. `begun` = goes on behind these, `writer` too.
 */
export function parquetGroups(writer: Writer, schema: SchemaElement[], begun?: BegunGroups): ParquetGroups {
  const parquet = new ParquetWriter({ writer: begun === undefined ? writer : new ByteWriter(), schema });
  if (begun !== undefined) {
    parquet.writer = writer; // the file has the first bytes already
    parquet.num_rows = begun.rows;
    parquet.row_groups = begun.groups;
  }
  const known = new Map<string, Repeated>();
  /** A group of one column. */
  const encoded = (
    to: ParquetWriter,
    { name, statistics, plain }: GroupColumn,
    data: readonly unknown[] | Float64Array,
  ): RowGroup => {
    const rows = data.length;
    const column: ColumnSource = {
      ...{ name, statistics, data: data as unknown[] | Float64Array },
      ...(plain && { encoding: "PLAIN" }),
      ...(plain === "unpacked" && { codec: "UNCOMPRESSED" }),
    };
    to.write({ columnData: [column], rowGroupSize: rows, pageSize: ONE_PAGE });
    return to.row_groups.pop() as RowGroup;
  };
  const repeated = (column: GroupColumn, value: unknown, rows: number): Repeated => {
    const before = known.get(column.name);
    if (before?.rows === rows && Object.is(before.value, value)) return before;
    const bytes = new ByteWriter();
    const group = encoded(
      new ParquetWriter({ writer: bytes, schema }),
      { ...column, plain: undefined },
      new Array<unknown>(rows).fill(value),
    );
    const made = { value, rows, bytes: bytes.getBytes().slice(MAGIC), group };
    known.set(column.name, made);
    return made;
  };
  return {
    write(columns, rows) {
      const [start, before] = [writer.offset, parquet.num_rows];
      const groups = columns.map((column, i): Pick<RowGroup, "columns" | "total_byte_size"> => {
        const { values, plain } = column;
        if ("present" in values) {
          const chunk = writePlainPage(writer, schema[i + 1] as SchemaElement, values, plain === "packed");
          return { columns: [chunk], total_byte_size: chunk.meta_data?.total_uncompressed_size ?? 0n };
        }
        if (values.length === rows) return encoded(parquet, column, values);
        const { bytes, group } = repeated(column, values[0], rows);
        const shift = BigInt(writer.offset - MAGIC);
        writer.appendBytes(bytes);
        return { ...group, columns: group.columns.map((chunk) => moved(chunk, shift)) };
      });
      parquet.num_rows = before + BigInt(rows);
      parquet.row_groups.push({
        columns: groups.flatMap((group) => group.columns),
        total_byte_size: groups.reduce((sum, group) => sum + group.total_byte_size, 0n),
        num_rows: BigInt(rows),
        total_compressed_size: BigInt(writer.offset - start),
      });
    },
    finish: () => {
      parquet.finish();
    },
    handOver: () => {
      writer.finish();
      return { bytes: writer.offset, rows: parquet.num_rows, groups: parquet.row_groups };
    },
  };
}

/** What a file has with the groups of another one behind its own. */
export function joinGroups(begun: BegunGroups, later: BegunGroups): BegunGroups {
  const shift = BigInt(begun.bytes - MAGIC);
  const moving = later.groups.map((group) => ({
    ...group,
    columns: group.columns.map((chunk) => moved(chunk, shift)),
  }));
  return {
    bytes: begun.bytes + later.bytes - MAGIC,
    rows: begun.rows + later.rows,
    groups: [...begun.groups, ...moving],
  };
}

/** The same bytes at another place of the file. */
function moved(chunk: Chunk, shift: bigint): Chunk {
  const { meta_data: meta, file_offset } = chunk;
  if (meta === undefined) return chunk;
  const { data_page_offset, dictionary_page_offset } = meta;
  return {
    ...chunk,
    file_offset: file_offset + shift,
    meta_data: {
      ...meta,
      data_page_offset: data_page_offset + shift,
      ...(dictionary_page_offset !== undefined && { dictionary_page_offset: dictionary_page_offset + shift }),
    },
  };
}
