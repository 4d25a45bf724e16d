import { textTable } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

/** Rows as a table where it fits the width; else each row by itself, its cells below its name. */
export function entryText(rows: readonly Readonly<Record<string, string>>[], width: number): string {
  const columns = Object.keys(rows[0] ?? {});
  const table = textTable([columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))]);
  if (table.split("\n").every((line) => line.length <= width)) return table;
  const [name = "", ...others] = columns;
  const indent = " ".repeat(2 + Math.max(...others.map((column) => column.length)) + 2);
  return rows
    .map((row) =>
      [
        row[name] ?? "",
        ...others
          .filter((column) => (row[column] ?? "") !== "")
          .flatMap((column) =>
            wrapText(row[column] ?? "", width - indent.length).map((line, i) =>
              i === 0 ? `  ${column.padEnd(indent.length - 4)}  ${line}` : indent + line,
            ),
          ),
      ].join("\n"),
    )
    .join("\n");
}
