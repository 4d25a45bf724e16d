import { pMapIterable } from "p-map";
import type { Trial } from "../record.ts";
import type { FailureGate } from "./failure-gate.ts";
import type { Family, PlannedTrial } from "./sweep.ts";
import { runTrial, type TrialOptions } from "./trial.ts";

export interface ExecuteOptions extends TrialOptions {
  /** Families at once; the model's own bound where absent. */
  readonly concurrency?: number;
  readonly gate: FailureGate;
  /** Trials that need no run, e.g. because the record has them. */
  isDone(id: string): boolean;
  /** Takes each trial as it ends; the next of its family begins when this resolves. */
  onTrial(trial: Trial): Promise<void>;
  /** Aborted = begin nothing new, finish what is in flight. */
  readonly drain?: AbortSignal;
}

export type Outcome = "complete" | "interrupted" | "too-many-failed";

/**
 * Asks one model every trial of the families, in constant memory. A family stays on one slot and in order,
 * so that a prefix cache, here or on a server, sees neighbouring prompts one after the other.
 */
export async function execute(families: Iterable<Family>, options: ExecuteOptions): Promise<Outcome> {
  const slots = Math.max(1, options.concurrency ?? options.model.concurrency);
  const stopped = (): boolean => options.drain?.aborted === true || options.gate.tripped();
  const runFamily = async ({ task, trials }: Family): Promise<void> => {
    for (const planned of trials) {
      if (stopped()) return;
      const trial = await runTrial(task, planned, options);
      options.gate.count(trial);
      await options.onTrial(trial);
    }
  };
  const pending = pendingFamilies(families, options.isDone, stopped);
  for await (const _ of pMapIterable(pending, runFamily, { concurrency: slots, preserveOrder: false }));
  if (options.gate.tripped()) return "too-many-failed";
  return options.drain?.aborted ? "interrupted" : "complete";
}

function* pendingFamilies(
  families: Iterable<Family>,
  isDone: (id: string) => boolean,
  stopped: () => boolean,
): Generator<Family> {
  for (const family of families) {
    if (stopped()) return;
    const trials: readonly PlannedTrial[] = family.trials.filter(({ id }) => !isDone(id));
    if (trials.length > 0) yield { ...family, trials };
  }
}
