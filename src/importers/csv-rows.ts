import { Readable } from "node:stream";
import { CsvError, parse } from "csv-parse";
import { LONGEST_RECORD, type Row } from "./row.ts";

interface Parsed {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Records of a CSV or TSV file after RFC 4180, the first line being the names: what separates fields is what
 * separates the names. A record with more or fewer fields than names is a row that is broken, as is an open
 * quotation mark, after which nothing more can be told apart.
 */
export async function* csvRows(pieces: AsyncGenerator<string>): AsyncGenerator<Row> {
  const opening = await pieces.next();
  if (opening.done === true) return;
  const parser = parse({
    info: true,
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
    delimiter: separatorOf(opening.value),
    record_delimiter: ["\r\n", "\n"],
    max_record_size: LONGEST_RECORD,
  });
  const rest = async function* (): AsyncGenerator<string> {
    yield opening.value;
    yield* pieces;
  };
  const source = Readable.from(rest(), { objectMode: false });
  source.on("error", (error) => parser.destroy(error));
  source.pipe(parser);
  let names: readonly string[] | undefined;
  let line = 1;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      if (names === undefined) names = record.map((name) => name.trim());
      else yield rowOf(names, record, line);
      line = info.lines + 1;
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield { line, broken: `rest of the file; must be CSV: ${error.message}` };
  } finally {
    source.destroy();
  }
}

function rowOf(names: readonly string[], record: readonly string[], line: number): Row {
  if (record.length !== names.length)
    return { line, broken: `fields; must be ${names.length} as in the line of names: ${record.length}` };
  return { line, value: Object.fromEntries(names.map((name, i) => [name, record[i]])) };
}

function separatorOf(opening: string): string {
  const [names = ""] = opening.split("\n", 1);
  const count = (mark: string): number => names.split(mark).length;
  return ["\t", ";"].find((mark) => count(mark) > count(",")) ?? ",";
}
