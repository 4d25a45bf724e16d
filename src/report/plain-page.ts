import { ByteWriter, type SchemaElement, type Writer } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { writeRleBitPackedHybrid } from "hyparquet-writer/src/encoding.js";
import { snappyCompress } from "hyparquet-writer/src/snappy.js";
import type { Chunk } from "./parquet-groups.ts";

/**
 * How values are written of which hardly one comes twice: packed where they are like one another. Hashes, and numbers of
 * many digits, cannot be packed.
 */
export type Plain = "packed" | "unpacked";

/** Values of a column as a page has them, over memory that the next ones are written to. */
export interface PlainValues {
  /** Encoding PLAIN: of a text its length in 4 bytes and its UTF-8, of a DOUBLE its 8 bytes; low bytes first. */
  readonly bytes: Uint8Array;
  /** One a row: 1, or 0 where it has no value. */
  readonly present: Uint8Array;
}

/**
 * Writes values as the one page of a column, byte for byte as hyparquet-writer does of a list of them with the encoding
 * PLAIN. They are in that encoding already, and a list would be an object a text.
 */
export function writePlainPage(
  writer: Writer,
  { name, type, repetition_type }: SchemaElement,
  { bytes, present }: PlainValues,
  isPacked: boolean,
): Chunk {
  const start = writer.offset;
  const levels = new ByteWriter();
  if (repetition_type === "OPTIONAL") writeRleBitPackedHybrid(levels, present, 1);
  const data = isPacked ? snappyCompress(bytes) : bytes;
  const rows = present.length;
  writePageHeader(writer, {
    type: "DATA_PAGE_V2",
    uncompressed_page_size: levels.offset + bytes.length,
    compressed_page_size: levels.offset + data.length,
    data_page_header_v2: {
      num_values: rows,
      num_nulls: rows - present.reduce((sum, one) => sum + one, 0),
      num_rows: rows,
      encoding: "PLAIN",
      definition_levels_byte_length: levels.offset,
      repetition_levels_byte_length: 0,
      is_compressed: true, // as its codec says
    },
  });
  const header = writer.offset - start;
  writer.appendBytes(levels.getBytes());
  writer.appendBytes(data);
  return {
    meta_data: {
      type: type as NonNullable<typeof type>,
      encodings: ["PLAIN"],
      path_in_schema: [name],
      codec: isPacked ? "SNAPPY" : "UNCOMPRESSED",
      num_values: BigInt(rows),
      total_compressed_size: BigInt(writer.offset - start),
      total_uncompressed_size: BigInt(header + levels.offset + bytes.length),
      data_page_offset: BigInt(start),
    },
    file_offset: BigInt(start),
  };
}
