import { systemClock } from "../run/clock.ts";
import { type ModelEvent, outcomeWords, type RunEvent } from "../run/events.ts";
import { type ExecuteOptions, execute, type Outcome } from "../run/execute.ts";
import { createFailureGate } from "../run/failure-gate.ts";
import { createLimiter } from "../run/limiter.ts";
import { countTrialsOfOneModel, families } from "../run/plan.ts";
import type { RunFolder } from "../run/run-folder.ts";
import { sideBySide } from "../run/side-by-side.ts";
import type { Spend } from "../run/spend.ts";
import type { Family, Sweep } from "../run/sweep.ts";
import type { Model } from "../types.ts";
import { askInRounds, openRounds } from "./ask-in-rounds.ts";
import type { Progress } from "./progress.ts";
import type { Settings } from "./settings.ts";

const ATTEMPTS = 4;
/** Requests at once before the first answer of a server: what it allows is not known yet. */
const FIRST_REQUESTS = 4;

export interface AskOptions {
  readonly sweep: Sweep;
  readonly settings: Settings;
  readonly folder: RunFolder;
  readonly progress: Progress;
  /** Trials in the record, by model id. */
  readonly recorded: ReadonlyMap<string, number>;
  readonly drain: AbortSignal;
  /** Where answers cost money. */
  readonly spend?: Spend;
  onEvent(event: RunEvent): void;
}

/** How a model's part of a run ended; absent = it was not begun. */
export type Ended = readonly { readonly model: Model; readonly outcome: Outcome | undefined }[];

/** Asks every model what the record lacks; one that cannot go on leaves the others running. */
export async function askModels(options: AskOptions): Promise<Ended> {
  const { models } = options.sweep;
  const outcomes = await sideBySide(
    models,
    (model) => askModel(model, options),
    () => !options.drain.aborted,
  );
  return models.map((model, i) => ({ model, outcome: outcomes[i] }));
}

async function askModel(model: Model, options: AskOptions): Promise<Outcome> {
  const { sweep, settings, folder, progress, drain } = options;
  const trials = countTrialsOfOneModel(sweep);
  const recorded = options.recorded.get(model.id) ?? 0;
  const concurrency = settings.concurrency ?? model.concurrency;
  const { server } = model;
  const told = { model: model.id, trials, recorded, concurrency };
  options.onEvent({ event: "model", ...told, ...(server === undefined ? {} : { server }) });
  const onEvent = (event: ModelEvent): void => options.onEvent({ ...event, model: model.id });
  const { untilDecided } = sweep;
  const rounds = untilDecided && (await openRounds(sweep, model, untilDecided, folder));
  const executeOptions: ExecuteOptions = {
    sweep,
    model,
    limiter: createLimiter({
      most: concurrency,
      ...(server === undefined ? {} : { start: FIRST_REQUESTS }),
      clock: systemClock,
      onEvent,
    }),
    gate: createFailureGate(settings.maxFailed, trials - recorded),
    attempts: ATTEMPTS,
    timeoutMs: settings.timeoutS * 1000,
    clock: systemClock,
    ...(options.spend === undefined ? {} : { spend: options.spend }),
    concurrency,
    drain,
    isDone: folder.isDone,
    onTrial: async (trial) => {
      await folder.append(trial);
      rounds?.take(trial);
      progress.trial(trial);
    },
    onEvent,
  };
  const ask = (list: Iterable<Family>): Promise<Outcome> => execute(list, executeOptions);
  const outcome = rounds
    ? await askInRounds(rounds, ask, (state) => onEvent({ event: "rounds", ...state }))
    : await ask(families(sweep, model));
  options.onEvent({ event: "model-end", model: model.id, ...outcomeWords(outcome) });
  return outcome;
}
