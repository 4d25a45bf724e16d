import { createReadStream } from "node:fs";
import { type Document, isMap, LineCounter, parseDocument } from "yaml";
import type * as z from "zod";
import { MidspanError } from "../errors.ts";
import { beyondLimits } from "../haystack/yaml-limits.ts";
import { nearest } from "../nearest.ts";

/** How a file of the user is spoken of. */
export interface YamlFileWords {
  /** "sweep", "price list". */
  readonly what: string;
  /** Keys that may stand at a path, for the hint at a misspelt one. */
  keysAt(path: readonly (string | number)[]): readonly string[];
}

/** Reads a YAML file and holds it against a schema. Throws `input-file` with file, line, key and rule. */
export async function readYamlFile<T>(path: string, schema: z.ZodType<T>, words: YamlFileWords): Promise<T> {
  const text = await readText(path, words.what);
  const lines = new LineCounter();
  const beyond = beyondLimits(text);
  if (beyond !== undefined)
    throw refusal(path, `${words.what} is not usable; YAML with ${beyond.rule}`, "more");
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number | undefined): string =>
    offset === undefined ? path : `${path}:${lines.linePos(offset).line}`;
  const [broken] = document.errors;
  if (broken !== undefined) throw refusal(lineAt(broken.pos[0]), `${broken.message}; YAML`, firstLine(text));
  const parsed = schema.safeParse(plainData(document, path, words.what));
  if (!parsed.success) throw schemaError(parsed.error, document, lineAt, words);
  return parsed.data;
}

/** Without aliases: a few lines of them can unfold to gigabytes. */
function plainData(document: Document, path: string, what: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? {};
  } catch (error) {
    throw refusal(path, `${what} is not usable; YAML without aliases`, (error as Error).message);
  }
}

/** No sweep and no price list comes near; a device named by mistake never ends. */
const MOST_BYTES = 4_000_000;

async function readText(path: string, what: string): Promise<string> {
  const parts: Buffer[] = [];
  let read = 0;
  try {
    for await (const bytes of createReadStream(path) as AsyncIterable<Buffer>) {
      parts.push(bytes);
      read += bytes.length;
      if (read > MOST_BYTES) break;
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw refusal(path, `${what} cannot be read; a YAML file`, code);
  }
  if (read > MOST_BYTES)
    throw refusal(path, `${what} cannot be read; at most ${MOST_BYTES / 1e6} MB of YAML`, "more");
  return Buffer.concat(parts).toString("utf8");
}

function schemaError(
  error: z.ZodError,
  document: Document,
  lineAt: (offset: number | undefined) => string,
  { what, keysAt }: YamlFileWords,
): MidspanError {
  const issue = deepest(error.issues[0]!);
  const path = issue.path.filter((key) => typeof key !== "symbol");
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const where = lineAt(offsetOf(document, path, unknown));
  if (unknown === undefined) return refusal(where, `${path.join(".") || what}; ${issue.message}`, "not so");
  const known = keysAt(path);
  const near = nearest(unknown, known);
  return new MidspanError("input-file", `${where}: unknown key; one of ${known.join(", ")}: ${unknown}`, {
    ...(near === undefined ? {} : { cure: `Did you mean ${near}?` }),
  });
}

/** A union's own issue only says "invalid"; the branch that got furthest says what. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue {
  if (issue.code !== "invalid_union") return issue;
  const inner = issue.errors.flat().sort((a, b) => rank(b) - rank(a))[0];
  return inner === undefined ? issue : deepest({ ...inner, path: [...issue.path, ...inner.path] });
}

function rank(issue: z.core.$ZodIssue): number {
  return issue.path.length * 2 + (issue.code === "unrecognized_keys" ? 1 : 0);
}

function offsetOf(document: Document, path: readonly (string | number)[], key?: string): number | undefined {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (key !== undefined && isMap(node)) {
    const pair = node.items.find((item) => String(item.key) === key);
    return (pair?.key as { range?: readonly number[] } | undefined)?.range?.[0];
  }
  return (node as { range?: readonly number[] } | undefined)?.range?.[0];
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]!.slice(0, 60);
}

function refusal(where: string, what: string, value: string): MidspanError {
  return new MidspanError("input-file", `${where}: ${what}: ${value}`);
}
