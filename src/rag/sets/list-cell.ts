/**
 * The texts of a list in a table's cell: JSON, or Python's `['a', "b"]` as pandas writes a list. Undefined where the
 * cell is neither.
 */
export function listCell(cell: string): readonly string[] | undefined {
  try {
    const value: unknown = JSON.parse(cell);
    return Array.isArray(value) && value.every((entry) => typeof entry === "string") ? value : undefined;
  } catch {
    return pythonList(cell.trim());
  }
}

/** A string of Python between quotation marks, a comma or the end of the list behind it. */
const ENTRY = /\s*(?:'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)")\s*(,|$)/y;

function pythonList(cell: string): readonly string[] | undefined {
  if (!cell.startsWith("[") || !cell.endsWith("]")) return undefined;
  // numpy's arrays have no commas between their entries; a line's end stands there.
  const inner = cell.slice(1, -1).replace(/(['"])\s*\n\s*(?=['"])/g, "$1, ");
  const entries: string[] = [];
  ENTRY.lastIndex = 0;
  while (ENTRY.lastIndex < inner.trimEnd().length) {
    const found = ENTRY.exec(inner);
    if (found === null) return undefined;
    entries.push(unescaped(found[1] ?? found[2] ?? ""));
  }
  return entries;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };

function unescaped(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([\s\S]))/gi,
    (
      _,
      x: string | undefined,
      u: string | undefined,
      long: string | undefined,
      other: string | undefined,
    ) => {
      const code = x ?? u ?? long;
      return code === undefined
        ? (ESCAPES[other ?? ""] ?? other ?? "")
        : character(Number.parseInt(code, 16));
    },
  );
}

/** Python refuses what is beyond the last character; here its place is marked. */
function character(code: number): string {
  return code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
}
