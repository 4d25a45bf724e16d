/** Lines that a note names. */
const NAMED = 5;

/** What of a published file is passed over, rule by rule: counted and named, never silent. */
export interface LeftOut {
  add(what: "row" | "document", rule: string, line: number): void;
  /** A sentence a rule, in the order in which rules were first broken. */
  notes(path: string): readonly string[];
}

export function createLeftOut(): LeftOut {
  const lines = new Map<string, number[]>();
  return {
    add: (what, rule, line) => {
      const key = `${what}; ${rule}`;
      const known = lines.get(key);
      if (known === undefined) lines.set(key, [line]);
      else known.push(line);
    },
    notes: (path) =>
      [...lines].map(([key, at]) => {
        const [what, rule] = key.split("; ");
        const left = `${at.length.toLocaleString("en")} ${what}${at.length === 1 ? "" : "s"} left out`;
        const named = [...new Set(at)];
        const more = named.length > NAMED ? ", ..." : "";
        const word = named.length === 1 ? "line" : "lines";
        return `${path}: ${left}; ${rule}: ${word} ${named.slice(0, NAMED).join(", ")}${more}`;
      }),
  };
}
