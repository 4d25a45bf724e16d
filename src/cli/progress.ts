import type { Trial } from "../record.ts";
import { printMessage } from "./console.ts";

/** Shows how far a run is, on stderr. */
export interface Progress {
  /** `total` trials in all, of which `done` stand in the record already. */
  start(total: number, done: number): Promise<void>;
  model(id: string): void;
  trial(trial: Trial): void;
  /** A message that the bar does not overwrite. */
  note(text: string): void;
  stop(): void;
}

interface Tally {
  total: number;
  done: number;
  model: string;
  /** Of this process alone: what the record held says nothing about today's speed. */
  finishedHere: number;
  startedAt: number;
  recall: number;
  scored: number;
  unscored: number;
}

const LINE_EVERY_MS = 5000;

export type ProgressStyle = "bar" | "lines" | "none";

/** A bar on a terminal, a line every few seconds elsewhere, nothing for `--quiet`. */
export function createProgress(
  style: ProgressStyle,
  now: () => number = performance.now.bind(performance),
): Progress {
  const tally: Tally = {
    total: 0,
    done: 0,
    model: "",
    finishedHere: 0,
    startedAt: now(),
    recall: 0,
    scored: 0,
    unscored: 0,
  };
  const show = style === "bar" ? barDisplay(tally, now) : lineDisplay(tally, now, style === "lines");
  return {
    start: async (total, done) => {
      Object.assign(tally, { total, done, startedAt: now() });
      await show.start();
    },
    model: (id) => {
      Object.assign(tally, { model: id, recall: 0, scored: 0, unscored: 0 });
    },
    trial: (trial) => {
      tally.done++;
      tally.finishedHere++;
      countRecall(tally, trial);
      show.update();
    },
    note: show.note,
    stop: show.stop,
  };
}

/** The baselines are not what a reader means by recall, so they stay out. */
function countRecall(tally: Tally, { status, score, cell }: Trial): void {
  if (status !== "scored" || score === undefined) tally.unscored++;
  else if (cell.factors.arm === undefined || cell.factors.arm === "context") {
    tally.recall += score.recall;
    tally.scored++;
  }
}

interface Display {
  start(): Promise<void>;
  update(): void;
  note(text: string): void;
  stop(): void;
}

function lineDisplay(tally: Tally, now: () => number, spoken: boolean): Display {
  let last = now();
  const line = (): void => {
    last = now();
    if (spoken) printMessage(`${tally.done}/${tally.total} · ${wordsOf(tally, now())} · ${tally.model}`);
  };
  return {
    start: async () => {
      last = now();
    },
    update: () => {
      if (now() - last >= LINE_EVERY_MS || tally.done === tally.total) line();
    },
    note: printMessage,
    stop: () => undefined,
  };
}

function barDisplay(tally: Tally, now: () => number): Display {
  let bar: import("cli-progress").SingleBar | undefined;
  const columns = process.stderr.columns ?? 80;
  const size = Math.min(30, Math.max(10, Math.floor(columns / 8)));
  const payload = (): object => {
    const words = wordsOf(tally, now());
    const taken = size + 2 * String(tally.total).length + words.length + " / ·  · ".length;
    return { words, model: lastPart(tally.model, columns - 1 - taken) };
  };
  const begin = async (): Promise<void> => {
    const { default: cliProgress } = await import("cli-progress");
    const unicode = process.env.TERM !== "linux" && process.env.TERM !== "dumb";
    bar = new cliProgress.SingleBar({
      format: "{bar} {value}/{total} · {words} · {model}",
      stream: process.stderr,
      barsize: size,
      barCompleteChar: unicode ? "█" : "#",
      barIncompleteChar: unicode ? "░" : ".",
      hideCursor: true,
      // Ctrl-C is ours; see interrupt.ts.
      gracefulExit: false,
      fps: 8,
    });
    bar.start(tally.total, tally.done, payload());
  };
  const stop = (): void => {
    bar?.update(tally.done, payload());
    bar?.stop();
    bar = undefined;
  };
  return {
    start: begin,
    update: () => bar?.update(tally.done, payload()),
    note: (text) => {
      stop();
      printMessage(text);
      void begin();
    },
    stop,
  };
}

function wordsOf(tally: Tally, at: number): string {
  const recall = tally.scored === 0 ? "recall -" : `recall ${(tally.recall / tally.scored).toFixed(2)}`;
  const unscored = tally.unscored === 0 ? "" : ` (${tally.unscored} unscored)`;
  return `${recall}${unscored} · ${timeLeft(tally, at)}`;
}

function timeLeft({ total, done, finishedHere, startedAt }: Tally, at: number): string {
  if (done >= total) return `${clockTime(at - startedAt)} in all`;
  // The first seconds belong to warming up, and tell nothing about the rest.
  if (finishedHere === 0 || at - startedAt < 2000) return "starting";
  return `${clockTime(((at - startedAt) / finishedHere) * (total - done))} left`;
}

/** Models of a run often differ in their last part only, the cache. */
function lastPart(text: string, width: number): string {
  return text.length <= width ? text : `…${text.slice(1 - Math.max(8, width))}`;
}

/** 59 s, 1:05 min, 2:03 h. */
export function clockTime(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const [whole, rest, unit] =
    seconds < 3600
      ? [Math.floor(seconds / 60), seconds % 60, "min"]
      : [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), "h"];
  return `${whole}:${String(rest).padStart(2, "0")} ${unit}`;
}
