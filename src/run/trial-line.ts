import type { Trial } from "../record.ts";
import { areDetailsSound } from "./trial-details.ts";

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

const STATUSES: ReadonlySet<unknown> = new Set([
  "scored",
  "failed",
  "refused",
  "truncated",
  "unjudged",
  "skipped",
]);

/** Checks what every reader relies on; written out because a record has a million lines. */
function isTrial(value: unknown): value is Trial {
  if (!isRecord(value) || value.schema !== 1 || !STATUSES.has(value.status)) return false;
  const { cell, actual, score } = value;
  return (
    areText(value, TEXTS) &&
    isRecord(cell) &&
    typeof cell.task === "string" &&
    areNumbers(cell, PLACES) &&
    isRecord(cell.factors) &&
    isRecord(actual) &&
    Number.isFinite(actual.tokens) &&
    Array.isArray(actual.goldDepths) &&
    Array.isArray(value.warnings) &&
    (value.status !== "scored" || isScore(score)) &&
    areDetailsSound(value)
  );
}

const TEXTS = ["id", "model", "task", "haystack", "promptSha256", "startedAt"];
const PLACES = ["contextLength", "depth", "seed"];

function isScore(value: unknown): boolean {
  if (!isRecord(value) || !Array.isArray(value.found)) return false;
  const { recall } = value;
  return typeof recall === "number" && recall >= 0 && recall <= 1;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function areText(record: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => typeof record[name] === "string");
}

function areNumbers(record: Record<string, unknown>, names: readonly string[]): boolean {
  return names.every((name) => Number.isFinite(record[name]));
}
