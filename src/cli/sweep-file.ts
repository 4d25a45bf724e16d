import { readFile } from "node:fs/promises";
import { type Document, isMap, LineCounter, parseDocument } from "yaml";
import * as z from "zod";
import { MidspanError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { parseDepths, parseLengths } from "../run/grid.ts";
import type { ModelSetting, Settings, TaskSetting } from "./settings.ts";

const Name = z.string().min(1);
const Factor = z.union([z.string(), z.number(), z.boolean()]);
const Numbers = z.union([z.string(), z.number(), z.array(z.union([z.string(), z.number()])).min(1)]);

const SweepFile = z
  .strictObject({
    models: z
      .array(
        z.union([
          Name,
          z.strictObject({ id: Name, cache: z.union([Name, z.array(Name)]), baseUrl: Name }).partial({
            cache: true,
            baseUrl: true,
          }),
        ]),
      )
      .min(1),
    tasks: z
      .array(
        z.union([Name, z.strictObject({ name: Name, factors: z.record(z.string(), Factor).optional() })]),
      )
      .min(1),
    lengths: Numbers,
    depths: Numbers,
    trials: z.number(),
    seed: z.number(),
    temperature: z.number().min(0),
    baselines: z.boolean(),
    haystack: Name,
    needles: Name,
    tokenizer: Name,
    output: Name,
    concurrency: z.number(),
    timeout: z.number(),
    maxFailed: z.number(),
    margin: z.number(),
  })
  .partial();

type SweepFile = z.infer<typeof SweepFile>;

/** Reads a sweep. Throws `input-file` with file, line, key and rule. */
export async function readSweepFile(path: string): Promise<Partial<Settings>> {
  const text = await readText(path);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const lineAt = (offset: number | undefined): string =>
    offset === undefined ? path : `${path}:${lines.linePos(offset).line}`;
  const [broken] = document.errors;
  if (broken !== undefined) throw refusal(lineAt(broken.pos[0]), `${broken.message}; YAML`, firstLine(text));
  const parsed = SweepFile.safeParse(plainData(document, path));
  if (!parsed.success) throw schemaError(parsed.error, document, lineAt);
  try {
    return toSettings(parsed.data);
  } catch (error) {
    if (error instanceof MidspanError) throw new MidspanError(error.code, `${path}: ${error.message}`);
    throw error;
  }
}

/** Without aliases: a few lines of them can unfold to gigabytes. */
function plainData(document: Document, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 }) ?? {};
  } catch (error) {
    throw refusal(path, "sweep is not usable; YAML without aliases", (error as Error).message);
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw refusal(path, "sweep cannot be read; a YAML file", code);
  }
}

function schemaError(
  error: z.ZodError,
  document: Document,
  lineAt: (offset: number | undefined) => string,
): MidspanError {
  const issue = deepest(error.issues[0]!);
  const path = issue.path.filter((key) => typeof key !== "symbol");
  const unknown = issue.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const where = lineAt(offsetOf(document, path, unknown));
  if (unknown === undefined)
    return refusal(where, `${path.join(".") || "sweep"}; ${issue.message}`, "not so");
  const known =
    path.length === 0 ? Object.keys(SweepFile.shape) : ["id", "cache", "baseUrl", "name", "factors"];
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

function toSettings({ timeout, models, tasks, lengths, depths, ...rest }: SweepFile): Partial<Settings> {
  return {
    ...rest,
    ...(models === undefined ? {} : { models: models.map(toModel) }),
    ...(tasks === undefined ? {} : { tasks: tasks.map(toTask) }),
    ...(lengths === undefined ? {} : { lengths: parseLengths(joined(lengths)) }),
    ...(depths === undefined ? {} : { depths: parseDepths(joined(depths)) }),
    ...(timeout === undefined ? {} : { timeoutS: timeout }),
  } as Partial<Settings>;
}

function toModel(model: NonNullable<SweepFile["models"]>[number]): ModelSetting {
  if (typeof model === "string") return { id: model, caches: [] };
  const caches = model.cache === undefined ? [] : [model.cache].flat();
  return { id: model.id, caches, ...(model.baseUrl === undefined ? {} : { baseUrl: model.baseUrl }) };
}

function toTask(task: NonNullable<SweepFile["tasks"]>[number]): TaskSetting {
  return typeof task === "string"
    ? { name: task, factors: {} }
    : { name: task.name, factors: task.factors ?? {} };
}

function joined(value: z.infer<typeof Numbers>): string {
  return [value].flat().join(",");
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0]!.slice(0, 60);
}

function refusal(where: string, what: string, value: string): MidspanError {
  return new MidspanError("input-file", `${where}: ${what}: ${value}`);
}
