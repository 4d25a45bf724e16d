import type { Manifest, ModelRecord, PlanRecord } from "../record.ts";
import type { Model } from "../types.ts";
import { planHash } from "./identity.ts";
import type { Sweep } from "./sweep.ts";

/** What a manifest says beside what follows from the sweep. */
export interface ManifestFacts {
  readonly midspan: string;
  /** The command that repeats the run. */
  readonly command: string;
  /** Haystack and needles as the user named them, so that they are found again. */
  readonly haystack: string;
  readonly needles: string;
  /** As named; absent where each model counts by its own. */
  readonly tokenizer?: string;
  /** Of Node and the libraries. */
  readonly versions: Readonly<Record<string, string>>;
  readonly startedAt: string;
}

/**
 * The manifest of a sweep that is about to run.
 *
 * @example
 * ```ts
 * const manifest = describeSweep(sweep, facts);
 * ```
 */
export function describeSweep(sweep: Sweep, facts: ManifestFacts): Manifest {
  const plan: PlanRecord = {
    models: sweep.models.map(({ id }) => id),
    tasks: sweep.tasks.map(({ task, factors }) => ({ name: task.name, factors })),
    lengths: sweep.lengths,
    depths: sweep.depths,
    trials: sweep.trials,
    seed: sweep.seed,
    haystack: facts.haystack,
    needles: facts.needles,
    ...(facts.tokenizer === undefined ? {} : { tokenizer: facts.tokenizer }),
    baselines: sweep.baselines,
    ...(sweep.untilDecided && { untilDecided: sweep.untilDecided }),
    generation: sweep.generation,
  };
  const models = sweep.models.map(describeModel);
  const versions = { ...facts.versions, ...sourceVersions(sweep) };
  const described = { plan, models, versions };
  return {
    schema: 1,
    midspan: facts.midspan,
    command: facts.command,
    planHash: planHash(described),
    ...(sweep.shard === undefined ? {} : { shard: sweep.shard }),
    ...described,
    ...serversOf(sweep.models),
    startedAt: facts.startedAt,
  };
}

function serversOf(models: readonly Model[]): Pick<Manifest, "servers"> {
  const servers = models.flatMap(({ id, server }) => (server === undefined ? [] : [[id, server] as const]));
  return servers.length === 0 ? {} : { servers: Object.fromEntries(servers) };
}

function describeModel(model: Model): ModelRecord {
  return {
    id: model.id,
    adapterVersion: model.adapterVersion,
    simulated: model.simulated,
    tokenizer: model.tokenizer.id,
    ...(model.contextWindow === undefined ? {} : { contextWindow: model.contextWindow }),
    details: model.details,
  };
}

function sourceVersions({ tasks, haystack, needles }: Sweep): Record<string, string> {
  return {
    ...Object.fromEntries(tasks.map(({ task }) => [`task:${task.name}`, String(task.version)])),
    [`haystack:${haystack.name}`]: haystack.version,
    [`needles:${needles.name}`]: needles.version,
  };
}
