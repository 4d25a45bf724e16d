import type { Trial } from "../record.ts";
import { isTrial } from "./trial-shape.ts";

/** One trial as one line. U+2028 and U+2029 need no escape: only a line feed ends a line, see `lines.ts`. */
export function formatTrialLine(trial: Trial): string {
  return `${JSON.stringify(trial)}\n`;
}

/** The trial of a line, or `undefined` for a line that is damaged. */
export function parseTrialLine(line: string): Trial | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isTrial(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
