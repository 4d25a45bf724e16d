import { systemClock } from "../run/clock.ts";
import { queueLibraries } from "../run/queue.ts";
import { workQueue } from "../run/queue-worker.ts";
import type { QueuedSettings } from "./ask-workers.ts";
import { printMessage } from "./console.ts";
import { watchInterrupt } from "./interrupt.ts";
import { decimal, wholeNumber } from "./numbers.ts";
import { closeModels, openSweep } from "./open-sweep.ts";
import { plainLine } from "./plain-line.ts";
import type { Settings } from "./settings.ts";

export interface WorkerFlags {
  readonly queue: string;
  readonly concurrency?: string;
  readonly lock: string;
  readonly untilIdle?: boolean;
  readonly quiet?: boolean;
}

/** `midspan worker`: does families of the plans that lie in a queue, until it is stopped. */
export async function worker(flags: WorkerFlags): Promise<void> {
  const libraries = await queueLibraries();
  const interrupt = watchInterrupt(printMessage, () => undefined);
  const tell = (text: string): void => {
    if (flags.quiet !== true) printMessage(`midspan worker: ${plainLine(text, 400)}`);
  };
  let done = 0;
  tell("ready");
  try {
    await workQueue({
      libraries,
      url: flags.queue,
      open: (plan, model) => {
        const { settings, prefix } = plan.settings as QueuedSettings;
        // What the coordinator has measured by a probe is not measured again.
        const counted = plan.tokenizers[plan.models.indexOf(model)];
        const measured = counted?.startsWith("characters:") ? { tokenizer: counted } : {};
        return openSweep({ ...settingsOf(settings, model), ...measured }, { prefix });
      },
      close: ({ models }) => closeModels(models),
      ...(flags.concurrency === undefined
        ? {}
        : { concurrency: wholeNumber("--concurrency", flags.concurrency) }),
      lockMs: 1000 * decimal("--lock", flags.lock),
      clock: systemClock,
      onTrial: () => {
        done++;
      },
      tell,
      untilIdle: flags.untilIdle === true,
      signal: interrupt.drain,
    });
  } finally {
    interrupt.release();
    tell(`${done.toLocaleString("en")} trials done`);
  }
}

/** The same sweep with one of its models: a worker need not reach the others. */
function settingsOf(settings: Settings, model: string): Settings {
  const ofIt = settings.models.find(({ id, caches }) =>
    [id, ...caches.map((cache) => `${id}+${cache}`)].includes(model),
  );
  const { baseUrl } = ofIt ?? {};
  return { ...settings, models: [{ id: model, caches: [], ...(baseUrl === undefined ? {} : { baseUrl }) }] };
}
