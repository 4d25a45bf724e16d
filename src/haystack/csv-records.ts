import { CsvError, parse } from "csv-parse/sync";
import { refuseLine, type UserRecord } from "./user-record.ts";

/** Fields that hold a list; a vertical bar stands between its entries. */
const LISTS = ["answers", "distractors"];

interface Row {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

/**
 * Records of a CSV file after RFC 4180: a line of names, then one record a line or, with quotation marks, over
 * several. An empty field counts as not given. Throws `input-file` with the line.
 */
export function csvRecords(text: string, path: string): readonly UserRecord[] {
  const [head, ...rows] = parseRows(text, path);
  const names = head?.record.map((name) => name.trim()) ?? [];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw refuseLine(path, 1, `line of names; must name a field once: ${twice}`);
  return rows.map(({ record, info }) => {
    const fields = record.map((field, i) => [names[i] as string, field] as const);
    // The parser tells where a record ends.
    const start = info.lines - breaksIn(record.join(""));
    return {
      value: Object.fromEntries(
        fields
          .filter(([, field]) => field.trim() !== "")
          .map(([name, field]) => [name, LISTS.includes(name) ? entriesOf(field) : field]),
      ),
      path,
      lineOf: ([field]) =>
        start + breaksIn(record.slice(0, Math.max(0, names.indexOf(String(field)))).join("")),
    };
  });
}

function parseRows(text: string, path: string): readonly Row[] {
  try {
    return parse(text, { info: true, skip_empty_lines: true, record_delimiter: "\n" }) as never;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw refuseLine(path, Number(Reflect.get(error, "lines") ?? 1), `line; must be CSV: ${error.message}`);
  }
}

function entriesOf(field: string): readonly string[] {
  return field.split("|").map((entry) => entry.trim());
}

function breaksIn(text: string): number {
  return text.split("\n").length - 1;
}
