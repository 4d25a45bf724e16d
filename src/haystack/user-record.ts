import { MidspanError } from "../errors.ts";

/** One entry of a user's file, and where it stands. */
export interface UserRecord {
  /** Plain data, not yet checked. */
  readonly value: unknown;
  readonly path: string;
  /** Line of a field, or of the record where the file does not tell. Counted from 1. */
  readonly lineOf: (field: readonly PropertyKey[]) => number;
}

/** Longest value that a message shows. */
const SHOWN = 80;

/** An `input-file` error that reads `file:line: field; rule: value`. */
export function refuseRecord(
  record: UserRecord,
  field: readonly PropertyKey[],
  rule: string,
  value: unknown,
  cure?: string,
): MidspanError {
  const shown = value === undefined ? "nothing" : (JSON.stringify(value) ?? String(value));
  const cut = shown.length > SHOWN ? `${shown.slice(0, SHOWN)}...` : shown;
  return refuseLine(
    record.path,
    record.lineOf(field),
    `${field.join(".") || "record"}; ${rule}: ${cut}`,
    cure,
  );
}

/** An `input-file` error at a line of a file. */
export function refuseLine(path: string, line: number, message: string, cure?: string): MidspanError {
  return new MidspanError("input-file", `${path}:${line}: ${message}`, cure === undefined ? {} : { cure });
}
