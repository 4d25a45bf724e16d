import { parseShallow } from "../parse-shallow.ts";
import { refuseLine, type UserRecord } from "./user-record.ts";

/** JSON values, one a line; blank lines are passed over. Throws `input-file` with the line. */
export function jsonlRecords(text: string, path: string): readonly UserRecord[] {
  return text.split("\n").flatMap((line, i): readonly UserRecord[] => {
    if (line.trim() === "") return [];
    return [{ value: parseLine(line, path, i + 1), path, lineOf: () => i + 1 }];
  });
}

function parseLine(line: string, path: string, number: number): unknown {
  try {
    return parseShallow(line);
  } catch {
    const shown = line.length > 60 ? `${line.slice(0, 60)}...` : line;
    throw refuseLine(path, number, `line; must be JSON: ${shown}`);
  }
}
