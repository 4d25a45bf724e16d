import { MidspanError } from "../errors.ts";
import type { Arm, Cell, Factor, ValueKind } from "../types.ts";
import type { QuestionPlace } from "./prompt.ts";

/** Reads a whole-number factor. */
export function integerFactor(cell: Cell, name: string, fallback: number, low: number): number {
  const value = cell.factors[name] ?? fallback;
  if (typeof value !== "number" || !Number.isInteger(value) || value < low)
    throw new MidspanError(
      "usage",
      `factor ${name} of ${cell.task}; whole number of at least ${low}: ${value}`,
    );
  return value;
}

/** Reads a factor that is a number within [low, high]. */
export function numberFactor(cell: Cell, name: string, fallback: number, low: number, high: number): number {
  const value = cell.factors[name] ?? fallback;
  if (typeof value !== "number" || !(value >= low && value <= high))
    throw new MidspanError(
      "usage",
      `factor ${name} of ${cell.task}; number from ${low} to ${high}: ${value}`,
    );
  return value;
}

/** Reads a factor that is one of a few words. */
export function choiceFactor<T extends string>(
  cell: Cell,
  name: string,
  choices: readonly T[],
  fallback: T,
): T {
  const value: Factor = cell.factors[name] ?? fallback;
  const choice = choices.find((item) => item === value);
  if (choice === undefined)
    throw new MidspanError("usage", `factor ${name} of ${cell.task}; one of ${choices.join(", ")}: ${value}`);
  return choice;
}

export function valuesFactor(cell: Cell): ValueKind {
  return choiceFactor(cell, "values", ["word", "number", "uuid"], "word");
}

/** Where the question stands; "both" is what the field calls query-aware. */
export function questionFactor(cell: Cell): QuestionPlace {
  return choiceFactor(cell, "question", ["after", "before", "both"], "after");
}

export function armFactor(cell: Cell): Arm {
  return choiceFactor(cell, "arm", ["context", "closed-book", "oracle"], "context");
}
