import type { ContextArm } from "../rag/arm-task.ts";
import type { SetFlags } from "./rag-set.ts";
import type { SweepFlags } from "./sweep-options.ts";

/** `midspan rag`, as typed. */
export interface RagFlags extends SetFlags {
  readonly model?: readonly string[];
  readonly cache?: readonly string[];
  readonly baseUrl?: string;
  readonly orders: readonly string[];
  readonly chunks?: string;
  readonly questions?: string;
  readonly withoutGold?: boolean;
  readonly pairs?: boolean;
  readonly arms?: readonly string[];
  readonly summaryTokens?: string;
  readonly summariser?: string;
  readonly output: string;
  readonly concurrency?: string;
  readonly maxFailed?: string;
  readonly maxCost?: string;
  readonly prices?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const DEFAULT_MODEL = "embedded:reference";
const DEFAULT_CACHES = ["dense", "sinks:256+256"];

/** One model as it is asked; without a cache as its id says. */
export interface AskedModel {
  readonly model: string;
  readonly cache?: string;
}

/** Every model with every cache. */
export function askedModels({ model, cache }: RagFlags): readonly AskedModel[] {
  const caches = cache ?? (model === undefined ? DEFAULT_CACHES : undefined);
  return (model ?? [DEFAULT_MODEL]).flatMap((id): readonly AskedModel[] =>
    caches === undefined ? [{ model: id }] : caches.map((policy) => ({ model: id, cache: policy })),
  );
}

/** What of the flags bears on how models are asked. */
export function modelFlags(
  flags: RagFlags,
): Pick<SweepFlags, "model" | "cache" | "baseUrl" | "concurrency" | "maxFailed" | "maxCost" | "prices"> {
  const { model, cache, baseUrl, concurrency, maxFailed, maxCost, prices } = flags;
  return {
    model: model ?? [DEFAULT_MODEL],
    ...(cache !== undefined ? { cache } : model === undefined ? { cache: DEFAULT_CACHES } : {}),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(maxFailed === undefined ? {} : { maxFailed }),
    ...(maxCost === undefined ? {} : { maxCost }),
    ...(prices === undefined ? {} : { prices }),
  };
}

/** The same for one of them. */
export function oneModelFlags(flags: RagFlags, { model, cache }: AskedModel): ReturnType<typeof modelFlags> {
  const { cache: _, ...common } = modelFlags(flags);
  return { ...common, model: [model], ...(cache === undefined ? {} : { cache: [cache] }) };
}

/** What follows a folder's name where each model has one of its own; nothing where there is one model. */
export function folderSuffix({ model, cache }: AskedModel, all: readonly AskedModel[]): string {
  const name = `${model}${cache === undefined ? "" : `+${cache}`}`;
  return all.length === 1 ? "" : `-${name.replace(/[^\w.+=-]+/g, "_")}`;
}

/** Arms that a model must write shorter texts for. */
export function needsSteps(arms: readonly ContextArm[]): boolean {
  return arms.includes("summaries") || arms.includes("map-reduce");
}
