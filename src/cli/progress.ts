import type { Trial } from "../record.ts";
import type { RunEvent } from "../run/events.ts";
import { printEvent, printMessage } from "./console.ts";
import { barDisplay } from "./progress-bars.ts";
import { progressLine } from "./progress-line.ts";
import { createTallies, paceOf, type Tallies, type Tally } from "./tally.ts";

/** Shows on stderr how far each model of a run is. */
export interface Progress {
  /** After the start, before the first event. */
  start(): Promise<void>;
  event(event: RunEvent): void;
  trial(trial: Trial): void;
  /** A message that the bars do not overwrite. */
  note(text: string): void;
  stop(): void;
}

/**
 * Bars on a terminal; a line a model every few seconds elsewhere; for `--json` every event, and each model's
 * progress once a second, as a line of JSON; nothing for `--quiet`.
 */
export type ProgressStyle = "bar" | "lines" | "json" | "none";

export interface ProgressOptions {
  readonly now?: () => number;
  /** US dollars that a model has cost so far; undefined = not known. */
  readonly costOf?: (model: string) => number | undefined;
}

/** What a style makes of the tallies. */
export interface Display {
  start(): Promise<void>;
  event(event: RunEvent): void;
  update(tally: Tally): void;
  note(text: string): void;
  stop(): void;
}

export interface DisplayOptions extends Required<ProgressOptions> {
  readonly tallies: Tallies;
}

export function createProgress(style: ProgressStyle, options: ProgressOptions = {}): Progress {
  const { now = performance.now.bind(performance), costOf = () => undefined } = options;
  const tallies = createTallies(now);
  const display = DISPLAYS[style]({ now, costOf, tallies });
  return {
    start: display.start,
    event: (event) => {
      tallies.event(event);
      display.event(event);
    },
    trial: (trial) => {
      tallies.trial(trial);
      const tally = tallies.all.get(trial.model);
      if (tally !== undefined) display.update(tally);
    },
    note: display.note,
    stop: display.stop,
  };
}

const SILENT: Display = {
  start: async () => undefined,
  event: () => undefined,
  update: () => undefined,
  note: printMessage,
  stop: () => undefined,
};

const DISPLAYS: Readonly<Record<ProgressStyle, (options: DisplayOptions) => Display>> = {
  bar: barDisplay,
  lines: lineDisplay,
  json: jsonDisplay,
  none: () => SILENT,
};

const LINE_EVERY_MS = 5000;
/** A log has no edge; this keeps a line readable in one. */
const LINE_WIDTH = 120;

function lineDisplay({ now, costOf, tallies }: DisplayOptions): Display {
  const last = new Map<string, number>();
  const line = (tally: Tally): void => {
    last.set(tally.model, now());
    const costUsd = costOf(tally.model);
    const cost = costUsd === undefined ? {} : { costUsd };
    printMessage(progressLine(tally, { now: now(), width: LINE_WIDTH, ...cost }));
  };
  return {
    ...SILENT,
    event: (event) => {
      const tally = "model" in event ? tallies.all.get(event.model) : undefined;
      if (tally === undefined) return;
      if (event.event === "model") last.set(event.model, now());
      if (event.event === "model-end" || event.event === "wait") line(tally);
    },
    update: (tally) => {
      if (now() - (last.get(tally.model) ?? 0) >= LINE_EVERY_MS) line(tally);
    },
  };
}

const EVENT_EVERY_MS = 1000;

function jsonDisplay({ now, costOf, tallies }: DisplayOptions): Display {
  const last = new Map<string, number>();
  const progress = (tally: Tally): void => {
    last.set(tally.model, now());
    const { model, total, recorded, finished, failed, unscored } = tally;
    const { perSecond, recall, msLeft } = paceOf(tally, now());
    const counts = { done: recorded + finished, total, failed, unscored };
    tellEvent({ event: "progress", model, ...counts, recall, perSecond, msLeft, costUsd: costOf(model) });
  };
  return {
    ...SILENT,
    event: (event) => {
      const ended = event.event === "model-end" ? tallies.all.get(event.model) : undefined;
      if (ended !== undefined) progress(ended);
      tellEvent(event);
    },
    update: (tally) => {
      if (now() - (last.get(tally.model) ?? 0) >= EVENT_EVERY_MS) progress(tally);
    },
  };
}

function tellEvent(event: object): void {
  printEvent({ at: new Date().toISOString(), ...event });
}
