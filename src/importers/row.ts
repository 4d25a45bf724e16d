/** One record of a file: a value that was read, or the rule that it breaks. */
export type Row =
  | { readonly line: number; readonly value: unknown; readonly inList?: true }
  | { readonly line: number; readonly broken: string };

/** Characters of a record at most: what a reader holds in memory. */
export const LONGEST_RECORD = 64 * 1024 * 1024;

/** A value in a message: one line, not long. */
export function shown(value: unknown): string {
  if (value === undefined || value === "") return "none";
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 60)}...` : line;
}
