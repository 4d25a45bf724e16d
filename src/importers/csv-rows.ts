import { CsvError, type Parser, parse } from "csv-parse";
import { LONGEST_RECORD, type Row } from "./row.ts";

interface Parsed {
  readonly record: readonly string[];
  /** The line that it begins in. */
  readonly line: number;
}

/**
 * Records of a CSV or TSV file after RFC 4180, the first line being the names: what separates fields is what
 * separates the names. Line ends become "\n". A record with more or fewer fields than names is a row that is broken,
 * as is an open quotation mark, after which nothing more can be told apart. Of a name that comes twice the second is
 * "name.1", as pandas has it.
 */
export async function* csvRows(pieces: AsyncIterable<string>): AsyncGenerator<Row> {
  // Not read from the parser as a stream: an error would take the records with it that wait there.
  const waiting: Parsed[] = [];
  let parser: Parser | undefined;
  let names: readonly string[] | undefined;
  let line = 1;
  const take = function* (): Generator<Row> {
    for (const { record, line: start } of waiting.splice(0)) {
      line = start + 1;
      if (names === undefined) names = toldApart(record.map((name) => name.trim()));
      else yield rowOf(names, record, start);
    }
  };
  try {
    for await (const piece of withLineFeeds(pieces)) {
      parser ??= openParser(piece, waiting);
      await send(parser, piece);
      yield* take();
    }
    if (parser !== undefined) await send(parser);
    yield* take();
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    yield* take();
    yield { line, broken: `rest of the file; must be CSV: ${error.message}` };
  }
}

function openParser(opening: string, waiting: Parsed[]): Parser {
  const parser = parse({
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    relax_quotes: true,
    delimiter: separatorOf(opening),
    record_delimiter: "\n",
    max_record_size: LONGEST_RECORD,
    on_record: (record: readonly string[], { lines }) => {
      // The parser tells the line in which a record ends.
      const breaks = record.reduce((sum, field) => sum + field.split("\n").length - 1, 0);
      waiting.push({ record, line: lines - breaks });
      return null;
    },
  });
  // What fails is told to `send`.
  return parser.on("error", () => undefined);
}

/** Hands a piece over, or, without one, the end. */
function send(parser: Parser, piece?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => (error ? reject(error) : resolve());
    if (piece === undefined) parser.end(done);
    else parser.write(piece, done);
  });
}

async function* withLineFeeds(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let held = "";
  for await (const piece of pieces) {
    const text = held + piece;
    held = text.endsWith("\r") ? "\r" : "";
    const whole = held === "" ? text : text.slice(0, -1);
    if (whole !== "") yield whole.replaceAll("\r\n", "\n");
  }
  if (held !== "") yield held;
}

function toldApart(names: readonly string[]): readonly string[] {
  return names.map((name, i) => {
    const before = names.slice(0, i).filter((other) => other === name).length;
    return before === 0 ? name : `${name}.${before}`;
  });
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
