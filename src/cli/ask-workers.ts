import { systemClock } from "../run/clock.ts";
import { outcomeWords } from "../run/events.ts";
import { createFailureGate } from "../run/failure-gate.ts";
import { countTrialsOfOneModel, families } from "../run/plan.ts";
import { queueLibraries } from "../run/queue.ts";
import { feedQueue } from "../run/queue-feed.ts";
import type { AskOptions, Ended } from "./ask-models.ts";
import type { Settings } from "./settings.ts";

/** What workers open a sweep from. */
export interface QueuedSettings {
  readonly settings: Settings;
  readonly prefix: "shared" | "fresh";
}

/** Has workers ask every model what the record lacks; see `midspan worker`. */
export async function askWorkers(
  options: AskOptions,
  url: string,
  planHash: string,
  prefix: QueuedSettings["prefix"],
): Promise<Ended> {
  const { sweep, settings, folder, progress, recorded, drain } = options;
  const trials = countTrialsOfOneModel(sweep);
  const gates = sweep.models.map(({ id }) =>
    createFailureGate(settings.maxFailed, trials - (recorded.get(id) ?? 0)),
  );
  const place = new Map(sweep.models.map(({ id }, i) => [id, i]));
  for (const { id, concurrency } of sweep.models)
    options.onEvent({ event: "model", model: id, trials, recorded: recorded.get(id) ?? 0, concurrency });
  const outcomes = await feedQueue({
    libraries: await queueLibraries(),
    url,
    plan: {
      planHash,
      settings: { settings, prefix } satisfies QueuedSettings,
      models: sweep.models.map(({ id }) => id),
      tokenizers: sweep.models.map(({ tokenizer }) => tokenizer.id),
      timeoutMs: settings.timeoutS * 1000,
    },
    families: (i) => families(sweep, sweep.models[i]!),
    isDone: folder.isDone,
    onTrial: async (trial) => {
      await folder.append(trial);
      gates[place.get(trial.model) ?? 0]?.count(trial);
      progress.trial(trial);
    },
    tripped: (i) => gates[i]?.tripped() === true,
    clock: systemClock,
    drain,
  });
  return sweep.models.map((model, i) => {
    const outcome = outcomes[i];
    if (outcome !== undefined)
      options.onEvent({ event: "model-end", model: model.id, ...outcomeWords(outcome) });
    return { model, outcome };
  });
}
