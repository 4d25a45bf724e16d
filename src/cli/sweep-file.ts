import * as z from "zod";
import { MidspanError } from "../errors.ts";
import { parseDepths, parseLength, parseLengths } from "../run/grid.ts";
import { DEFAULT_ERROR, type ModelSetting, type Settings, type TaskSetting } from "./settings.ts";
import { readYamlFile } from "./yaml-file.ts";

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
    maxLength: z.union([z.string(), z.number()]),
    depths: Numbers,
    trials: z.number(),
    detect: z.number(),
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
    maxCost: z.number(),
    prices: Name,
    yes: z.boolean(),
    margin: z.number(),
    untilDecided: z.union([z.boolean(), z.strictObject({ error: z.number() })]),
  })
  .partial();

type SweepFile = z.infer<typeof SweepFile>;

/** Reads a sweep. Throws `input-file` with file, line, key and rule. */
export async function readSweepFile(path: string): Promise<Partial<Settings>> {
  const file = await readYamlFile(path, SweepFile, {
    what: "sweep",
    keysAt: (at) =>
      at.length === 0 ? Object.keys(SweepFile.shape) : ["id", "cache", "baseUrl", "name", "factors", "error"],
  });
  try {
    return toSettings(file);
  } catch (error) {
    if (error instanceof MidspanError) throw new MidspanError(error.code, `${path}: ${error.message}`);
    throw error;
  }
}

function toSettings({
  timeout,
  models,
  tasks,
  lengths,
  maxLength,
  depths,
  untilDecided,
  ...rest
}: SweepFile): Partial<Settings> {
  return {
    ...rest,
    ...(models === undefined ? {} : { models: models.map(toModel) }),
    ...(tasks === undefined ? {} : { tasks: tasks.map(toTask) }),
    ...(lengths === undefined ? {} : { lengths: parseLengths(joined(lengths)) }),
    ...(maxLength === undefined ? {} : { maxLength: parseLength(String(maxLength)) }),
    ...(depths === undefined ? {} : { depths: parseDepths(joined(depths)) }),
    ...(timeout === undefined ? {} : { timeoutS: timeout }),
    ...(untilDecided && { untilDecided: untilDecided === true ? { error: DEFAULT_ERROR } : untilDecided }),
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
