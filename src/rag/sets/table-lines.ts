import { refuseLine } from "../../haystack/user-record.ts";

/**
 * Lines of fields between tabs or spaces. Throws `input-file` where a line has not exactly so many.
 *
 * @param fields their names, in order
 */
export function tableLines(
  text: string,
  path: string,
  fields: readonly string[],
  between: RegExp,
): readonly { readonly values: readonly string[]; readonly line: number }[] {
  return text.split("\n").flatMap((row, i) => {
    if (row.trim() === "") return [];
    const values = row.trim().split(between);
    if (values.length !== fields.length)
      throw refuseLine(path, i + 1, `line; must hold ${fields.join(", ")}: ${values.length} fields`);
    return [{ values, line: i + 1 }];
  });
}

/** A number of a line. Throws `input-file`. */
export function numberOf(value: string | undefined, field: string, path: string, line: number): number {
  const number = Number(value);
  if (value === undefined || value.trim() === "" || !Number.isFinite(number))
    throw refuseLine(path, line, `${field}; must be a number: ${value ?? "nothing"}`);
  return number;
}
