import { isMap, isSeq, LineCounter, parseDocument } from "yaml";
import { parseShallow } from "../parse-shallow.ts";
import { refuseLine, type UserRecord } from "./user-record.ts";
import { beyondLimits } from "./yaml-limits.ts";

/**
 * A list of records in YAML or JSON, at the top or below `needles` (or what else they are). Every plain value of YAML is a string, as it
 * is written: no 007 becomes 7, no "no" becomes false. Throws `input-file` with the line.
 */
export function yamlRecords(text: string, path: string, what = "needles"): readonly UserRecord[] {
  const json = /\.json(?:\.gz)?$/i.test(path);
  const lines = new LineCounter();
  const language = json ? "JSON" : "YAML";
  const beyond = beyondLimits(text);
  if (beyond !== undefined)
    throw refuseLine(
      path,
      lineOfOffset(text, beyond.offset),
      `file; must be ${language} with ${beyond.rule}: more`,
      "Save it as JSON lines, a record a line.",
    );
  const document = parseDocument(text, { schema: "failsafe", lineCounter: lines, prettyErrors: false });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const { line } = lines.linePos(broken.pos[0]);
    throw refuseLine(path, line, `file; must be ${language}: ${broken.message}`);
  }
  const top = document.contents;
  const list = isMap(top) ? top.get(what, true) : top;
  if (!isSeq(list)) {
    const cure = `Begin each of them with a dash, or name the list \`${what}:\`.`;
    throw refuseLine(path, 1, `file; must be a list of ${what}: something else`, cure);
  }
  const base = list === top ? [] : [what];
  const values = at(json ? parseJson(text, path) : toData(), base) as readonly unknown[];
  return values.map((value, i) => ({
    value,
    path,
    lineOf: (field) => lineOf([...base, i, ...field]),
  }));

  /** Without aliases: a few lines of them can unfold to gigabytes. */
  function toData(): unknown {
    try {
      return document.toJS({ maxAliasCount: 0 });
    } catch (error) {
      throw refuseLine(path, 1, `file; must be YAML without aliases: ${(error as Error).message}`);
    }
  }

  /** Line of a field's value, else of the nearest thing around it. */
  function lineOf(keys: readonly PropertyKey[]): number {
    for (let n = keys.length; n > 0; n--) {
      const node = document.getIn(keys.slice(0, n), true) as { range?: readonly number[] } | undefined;
      if (node?.range !== undefined) return lines.linePos(node.range[0] as number).line;
    }
    return 1;
  }
}

function at(data: unknown, keys: readonly string[]): unknown {
  return keys.reduce((value, key) => (value as Record<string, unknown>)[key], data);
}

/** What YAML forgives, JSON does not; a number stays one, so that the schema can refuse it. */
function parseJson(text: string, path: string): unknown {
  try {
    return parseShallow(text);
  } catch (error) {
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    const line = lineOfOffset(text, Number(position ?? text.length));
    throw refuseLine(path, line, `file; must be JSON: ${(error as Error).message}`);
  }
}

function lineOfOffset(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
