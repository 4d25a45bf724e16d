import type { Trial } from "../record.ts";
import { rowNumber, rowText } from "../record-row.ts";
import { ROW_NUMBERS, type RowNumber, type RowText } from "../row-kind.ts";

/** What a value that differs is, and its place in the row: -1 where a row does not have it. */
export interface Hole {
  readonly type: HoleType;
  readonly place: number;
}

export const HOLE_TYPES = ["ascii", "text", "number", "share", "goldDepth", "found"] as const;
export type HoleType = (typeof HOLE_TYPES)[number];

/** A line in pieces: `literals[i]` stands before `holes[i]`, the last one behind all of them. */
export interface Pieces {
  readonly literals: readonly Buffer[];
  readonly holes: readonly Hole[];
}

/** In front of what a hole is. */
const MARK = "\u0001";
const ESCAPED_MARK = "\\u0001";

/** Whether a line holds what stands for holes here. */
export function isMarked(line: string): boolean {
  return line.includes(ESCAPED_MARK);
}

/** The line with a mark in place of each value that differs; marks become holes, in the order of the line. */
export function piecesOf(trial: Trial): Pieces {
  const { score, generation, actual } = trial;
  const marked = {
    ...trial,
    ...textMark("id"),
    ...textMark("startedAt"),
    ...textMark("promptSha256"),
    ...(trial.output !== undefined && textMark("output")),
    cell: { ...trial.cell, ...numberMarks(trial.cell, ["contextLength", "depth", "seed"]) },
    actual: {
      ...actual,
      ...numberMarks(actual, ["tokens"]),
      goldDepths: actual.goldDepths.map((_, fact) => mark("goldDepth", fact)),
    },
    ...(score && {
      score: {
        ...score,
        ...numberMarks(score, ["recall", "firstLine", "statedIn"]),
        ...(score.decoy !== undefined && textMark("decoy")),
        ...(score.found.length > 0 && { found: mark("found", -1) }),
      },
    }),
    ...(generation && {
      generation: {
        ...generation,
        ...numberMarks(generation, SPENT),
        ...(generation.responseId !== undefined && { responseId: mark("ascii", -1) }),
        ...(generation.usage !== undefined && { usage: withoutNumbers(generation.usage) }),
      },
    }),
  };
  const holes: Hole[] = [];
  const literals: Buffer[] = [];
  let before = "";
  let last = 0;
  const line = JSON.stringify(marked);
  for (const found of line.matchAll(MARKED)) {
    const [whole, type, place] = found as unknown as readonly [string, HoleType, string];
    // The quotes of a text are part of what stands around it.
    const quote = type === "ascii" || type === "text" ? '"' : "";
    literals.push(Buffer.from(before + line.slice(last, found.index) + quote));
    holes.push({ type, place: Number(place) });
    before = quote;
    last = found.index + whole.length;
  }
  literals.push(Buffer.from(before + line.slice(last)));
  return { literals, holes };
}

const MARKED = /"\\u0001(\w+) (-?\d+)"/g;

function mark(type: HoleType, place: number): string {
  return `${MARK}${type} ${place}`;
}

/** Answers and decoys may hold anything; what we write ourselves does not. */
function textMark(name: RowText): Readonly<Record<string, string>> {
  return { [name]: mark(name === "output" || name === "decoy" ? "text" : "ascii", rowText(name)) };
}

const SHARES: ReadonlySet<RowNumber> = new Set(["depth", "recall", "firstLine"]);
const SPENT: readonly RowNumber[] = ROW_NUMBERS.slice(rowNumber("promptTokens"));

/** Of those that are there. */
function numberMarks(
  of: Readonly<Partial<Record<RowNumber, unknown>>>,
  names: readonly RowNumber[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names
      .filter((name) => of[name] !== undefined)
      .map((name) => [name, mark(SHARES.has(name) ? "share" : "number", rowNumber(name))]),
  );
}

/** A server's own account of its tokens, which no row has. */
function withoutNumbers(usage: unknown): unknown {
  if (typeof usage === "number") return mark("number", -1);
  if (Array.isArray(usage)) return usage.map(withoutNumbers);
  if (typeof usage !== "object" || usage === null) return usage;
  return Object.fromEntries(Object.entries(usage).map(([name, value]) => [name, withoutNumbers(value)]));
}
