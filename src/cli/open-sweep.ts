import { existsSync } from "node:fs";
import { assertThat, MidspanError } from "../errors.ts";
import type { Sweep, SweepTask } from "../run/sweep.ts";
import { fillFactors, validateSweep } from "../run/validate.ts";
import type { Haystack, Model, NeedleSource, Task } from "../types.ts";
import { type CountBy, countBy } from "./count-by.ts";
import { fittingLengths } from "./fitting-lengths.ts";
import { lookup } from "./lookup.ts";
import type { Settings, TaskSetting } from "./settings.ts";
import { MAX_LENGTH, sizeOf } from "./sweep-size.ts";
import { taskNamed } from "./task-named.ts";

export interface OpenSweepOptions {
  /** "fresh" = every prompt is computed from its first token; see `tasks/fresh-prefix.ts`. */
  readonly prefix: "shared" | "fresh";
  /** Nothing will be asked of a model. */
  readonly offline?: true;
}

/** Opens what the settings name and checks the whole: after this, only models can fail. */
export async function openSweep(settings: Settings, options: OpenSweepOptions): Promise<Sweep> {
  const needles = await openNeedles(settings.needles);
  const tasks = await openTasks(settings.tasks, needles, options);
  const haystack = await findHaystack(settings.haystack);
  const models = await openModels(settings, await countBy(settings.tokenizer), options);
  const wanted: Sweep = {
    models,
    tasks,
    ...sizeOf(settings, models),
    depths: settings.depths,
    seed: settings.seed,
    haystack: await remembered(haystack, readersOf(models, settings)),
    needles,
    baselines: settings.baselines,
    ...(await stoppingRule(settings)),
    generation: { temperature: settings.temperature },
  };
  try {
    const sweep = settings.lengths === undefined ? { ...wanted, lengths: fittingLengths(wanted) } : wanted;
    validateSweep(sweep);
    return sweep;
  } catch (error) {
    await closeModels(models);
    throw error;
  }
}

/** Throws `usage` where the depths lack a zone that verdicts compare: no document could ever decide one. */
async function stoppingRule({
  untilDecided,
  margin,
  depths,
}: Settings): Promise<Pick<Sweep, "untilDecided">> {
  if (untilDecided === undefined) return {};
  const { defaultAnalysisOptions } = await import("../analysis/options.ts");
  const { zoneOf } = await import("../analysis/zones.ts");
  const zones = new Set(depths.map((depth) => zoneOf(depth, defaultAnalysisOptions)));
  assertThat(
    (["first", "middle", "last"] as const).every((zone) => zones.has(zone)),
    "usage",
    () =>
      `until-decided compares start, middle and end; depths up to 0.1, from 0.4 to 0.6 and from 0.9: ${depths}`,
  );
  return { untilDecided: { error: untilDecided.error, margin: margin ?? defaultAnalysisOptions.margin } };
}

export async function closeModels(models: readonly Model[]): Promise<void> {
  await Promise.allSettled(models.map((model) => model.close()));
}

async function openTasks(
  settings: readonly TaskSetting[],
  needles: NeedleSource,
  { prefix }: OpenSweepOptions,
): Promise<readonly SweepTask[]> {
  const { FRESH_PREFIX, freshable } = await import("../tasks/fresh-prefix.ts");
  checkOnce(
    "task",
    settings.map(({ name }) => name),
  );
  const tasks = await Promise.all(settings.map(({ name }) => taskNamed(name)));
  return settings.map(({ factors }, i) => {
    const task = tasks[i] as Task;
    const filled = fillFactors(task, factors);
    // Only defaults give way to what a user's file has; what is asked for is asked for.
    const fitted = { ...filled, ...needles.fit?.(filled), ...factors };
    return { task: freshable(task), factors: prefix === "fresh" ? { ...fitted, ...FRESH_PREFIX } : fitted };
  });
}

/** A genre by name, or a user's file or folder by path; each document is written once for all its cells. */
export async function openHaystack(name?: string): Promise<Haystack> {
  return remembered(await findHaystack(name), 1);
}

async function remembered(haystack: Haystack, readers: number): Promise<Haystack> {
  const { rememberSegments } = await import("../haystack/remember.ts");
  return rememberSegments(haystack, readers);
}

/** Documents that the models of a run read at the same time. */
function readersOf(models: readonly Model[], { concurrency }: Settings): number {
  const places = new Map<string | undefined, number>();
  for (const { server, concurrency: own } of models)
    places.set(server, Math.max(concurrency ?? own, places.get(server) ?? 0));
  return [...places.values()].reduce((sum, n) => sum + n, 0);
}

async function findHaystack(name?: string): Promise<Haystack> {
  const { haystacks } = await import("../haystack/index.ts");
  if (name === undefined) return haystacks[0]!;
  if (!looksLikePath(name) || haystacks.some((haystack) => haystack.name === name))
    return lookup("haystack", name, haystacks);
  const { fileHaystack } = await import("../haystack/file.ts");
  return fileHaystack(name);
}

/** A source by name, or a user's file by path. */
export async function openNeedles(name?: string): Promise<NeedleSource> {
  const { needleSources } = await import("../haystack/index.ts");
  if (name === undefined) return needleSources[0]!;
  if (name === CHUNKS || name.startsWith(`${CHUNKS}:`)) return openChunks(name.slice(CHUNKS.length + 1));
  if (name.startsWith(BEHAVIOURS)) {
    const { behaviourSuite } = await import("../sinks/behaviours/behaviour-source.ts");
    return behaviourSuite(name.slice(BEHAVIOURS.length), needleSources[0]!).source;
  }
  if (!looksLikePath(name) || needleSources.some((source) => source.name === name))
    return lookup("needle source", name, needleSources);
  const { fileNeedles } = await import("../haystack/needle-file.ts");
  return fileNeedles(name);
}

/** How a behaviour suite is named as needles: a number of built-in items, or a path, behind it. */
export const BEHAVIOURS = "behaviours:";

/** How retrieved chunks are named as needles: the invented set, or with a path behind a colon. */
export const CHUNKS = "chunks";

async function openChunks(path: string): Promise<NeedleSource> {
  const { readChunkSet } = await import("../rag/sets/index.ts");
  const { chunkNeedles } = await import("../rag/chunk-needles.ts");
  const source = path === "" ? undefined : path;
  return chunkNeedles(await readChunkSet(source), source);
}

function looksLikePath(name: string): boolean {
  return /[\\/.]/.test(name) || existsSync(name);
}

async function openModels(
  settings: Pick<Settings, "models" | "lengths" | "maxLength">,
  counted: CountBy,
  options: OpenSweepOptions,
): Promise<Model[]> {
  const { openModel } = await import("../models/index.ts");
  const models: Model[] = [];
  try {
    for (const { id, caches, baseUrl } of settings.models) {
      const common = {
        longestPrompt: Math.max(...(settings.lengths ?? [settings.maxLength ?? MAX_LENGTH])),
        ...(baseUrl === undefined ? {} : { baseUrl }),
        ...(options.prefix === "fresh" ? { prefixCache: false } : {}),
        ...(options.offline === true ? { offline: options.offline } : {}),
      };
      const choices = caches.length === 0 ? [{}] : caches.map((cache) => ({ cache }));
      for (const choice of choices) models.push(await counted(await openModel(id, { ...common, ...choice })));
    }
    checkOnce(
      "model",
      models.map(({ id }) => id),
    );
    return models;
  } catch (error) {
    await closeModels(models);
    throw error;
  }
}

/** Findings tell trials apart by model and task, so each stands for one thing. */
function checkOnce(what: string, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new MidspanError("usage", `a ${what} is given twice; once a run: ${twice}`);
}
