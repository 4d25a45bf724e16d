import { setMaxListeners } from "node:events";
import { setImmediate } from "node:timers/promises";
import { pMapIterable } from "p-map";
import type { MidspanError } from "../errors.ts";
import type { Trial } from "../record.ts";
import type { FailureGate } from "./failure-gate.ts";
import type { Family } from "./sweep.ts";
import { endsModel, runTrial, type TrialOptions } from "./trial.ts";

/** How one model is asked. */
export interface ExecuteOptions extends Omit<TrialOptions, "order" | "halt"> {
  /** Families at once; the model's own bound where absent. The limiter says how many of them ask at once. */
  readonly concurrency?: number;
  readonly gate: FailureGate;
  /** Trials that need no run, e.g. because the record has them. */
  isDone(id: string): boolean;
  /** Takes each trial as it ends; the next of its family begins when this resolves. */
  onTrial(trial: Trial): Promise<void>;
  /** Aborted = begin nothing new, wait for nothing, finish what is out. */
  readonly drain?: AbortSignal;
}

/** How asking one model ended. What it did not get to stays undone, and the same plan continues there. */
export type Outcome =
  | { readonly end: "complete" | "interrupted" | "too-many-failed" }
  /** The model can answer nothing any more, e.g. `quota-exhausted`. */
  | { readonly end: "stopped"; readonly error: MidspanError };

/**
 * Asks one model every trial of the families, in constant memory. A family stays on one slot and in order,
 * so that a prefix cache, here or on a server, sees neighbouring prompts one after the other; where the limiter
 * lets fewer out than there are slots, the earliest families go on and the others wait.
 * May be called again and again for one model with the same limiter and gate, as rounds of a plan.
 * Throws what `onTrial` throws, after stopping what is out.
 *
 * @example
 * ```ts
 * const limiter = createLimiter({ most: model.concurrency, clock: systemClock });
 * const gate = createFailureGate(0.05, countTrials(sweep));
 * const outcome = await execute(families(sweep, model), {
 *   ...{ sweep, model, limiter, gate, clock: systemClock, timeoutMs: 300_000, attempts: 4 },
 *   isDone: () => false,
 *   onTrial: async (trial) => console.log(trial.id, trial.status),
 * });
 * ```
 */
export async function execute(families: Iterable<Family>, options: ExecuteOptions): Promise<Outcome> {
  const { gate, drain } = options;
  const slots = Math.max(1, options.concurrency ?? options.model.concurrency);
  const halt = new AbortController();
  const stop = new AbortController();
  // Every trial that is out or waits listens; Node suspects a leak above ten and says so on stderr.
  setMaxListeners(0, halt.signal, stop.signal);
  const onDrain = (): void => halt.abort();
  const onSignal = (): void => stop.abort(options.signal?.reason);
  drain?.addEventListener("abort", onDrain, { once: true });
  options.signal?.addEventListener("abort", onSignal, { once: true });
  if (drain?.aborted) onDrain();
  if (options.signal?.aborted) onSignal();
  let ended: MidspanError | undefined;
  let broken: { readonly error: unknown } | undefined;

  const runFamily = async ({ order, task, trials }: PendingFamily): Promise<void> => {
    const trialOptions = { ...options, order, halt: halt.signal, signal: stop.signal };
    for (const planned of trials) {
      if (halt.signal.aborted) return;
      const trial = await runTrial(task, planned, trialOptions).catch((error: unknown) => {
        if (!endsModel(error)) throw error;
        ended ??= error;
        halt.abort();
      });
      if (trial === undefined) return;
      await options.onTrial(trial);
      tellFailure(trial, options);
      gate.count(trial);
      if (gate.tripped()) halt.abort();
    }
  };
  const runSafely = async (family: PendingFamily): Promise<void> => {
    try {
      await runFamily(family);
    } catch (error) {
      // What waited when all was halted is undone, nothing else.
      if (error === halt.signal.reason || broken !== undefined) return;
      broken = { error };
      stop.abort(error);
      halt.abort();
    }
  };
  try {
    const pending = pendingFamilies(families, options.isDone, halt.signal);
    for await (const _ of pMapIterable(pending, runSafely, { concurrency: slots, preserveOrder: false }));
  } finally {
    drain?.removeEventListener("abort", onDrain);
    options.signal?.removeEventListener("abort", onSignal);
  }
  if (broken !== undefined) throw broken.error;
  if (ended !== undefined) return { end: "stopped", error: ended };
  if (gate.tripped()) return { end: "too-many-failed" };
  return { end: drain?.aborted ? "interrupted" : "complete" };
}

interface PendingFamily extends Family {
  readonly order: number;
}

/** Families skipped in a row before others get a turn: a record of a million trials is passed in seconds. */
const TURN = 256;

async function* pendingFamilies(
  families: Iterable<Family>,
  isDone: (id: string) => boolean,
  halt: AbortSignal,
): AsyncGenerator<PendingFamily> {
  let order = 0;
  for (const family of families) {
    if (++order % TURN === 0) await setImmediate();
    if (halt.aborted) return;
    const trials = family.trials.filter(({ id }) => !isDone(id));
    if (trials.length > 0) yield { ...family, order, trials };
  }
}

function tellFailure({ id, status, attempts, error }: Trial, { onEvent }: ExecuteOptions): void {
  if (status !== "failed" || error === undefined) return;
  onEvent?.({ event: "failed", trial: id, attempts, ...error });
}
