import { paceOf, type Tally } from "./tally.ts";

export interface LineOptions {
  readonly now: number;
  readonly width: number;
  /** What a bar is drawn with, full and empty; absent = none. */
  readonly bar?: readonly [string, string];
  readonly costUsd?: number;
}

const NAME = { least: 12, most: 28 };
const BAR = { least: 6, most: 20 };
const BAR_GOES = 3;

/**
 * One model's progress on one line: name, bar, trials, rate, recall, failures, cost, time. Where the width does not
 * hold all of it, first the bar and the name shrink, then the rate, the unscored, the bar and the cost go.
 */
export function progressLine(tally: Tally, options: LineOptions): string {
  const { total, recorded, finished, failed, unscored, rounds } = tally;
  const { now, width, bar, costUsd } = options;
  const { perSecond, recall } = paceOf(tally, now);
  const facts: readonly { readonly text: string; readonly goes?: number }[] = [
    { text: `${recorded + finished}/${total}` },
    { text: rounds === undefined ? "" : `${rounds.decided}/${rounds.cells} decided` },
    { text: perSecond === undefined ? "" : `${rate(perSecond)}/s`, goes: 1 },
    { text: `recall ${recall === undefined ? "-" : recall.toFixed(2)}` },
    { text: failed === 0 ? "" : `${failed} failed` },
    { text: unscored === 0 ? "" : `${unscored} unscored`, goes: 2 },
    { text: costUsd === undefined ? "" : `$${costUsd.toFixed(2)}`, goes: BAR_GOES + 1 },
    { text: timeWords(tally, now) },
  ];
  const nameLeast = Math.min(NAME.least, tally.model.length);
  for (let gone = 0; ; gone++) {
    const barLeast = bar === undefined || gone >= BAR_GOES ? 0 : BAR.least + 1;
    const words = facts
      .filter(({ text, goes = 9 }) => text !== "" && goes > gone)
      .map(({ text }) => text)
      .join(" · ");
    const room = width - words.length - 3;
    if (room < nameLeast + barLeast && gone <= BAR_GOES) continue;
    const name = lastPart(tally.model, Math.max(NAME.least, Math.min(NAME.most, room - barLeast)));
    const size = Math.min(BAR.most, room - name.length - 1);
    if (bar === undefined || barLeast === 0 || size < BAR.least) return `${name} · ${words}`;
    const full = Math.floor((size * (recorded + finished)) / Math.max(1, total));
    return `${name} ${bar[0].repeat(full)}${bar[1].repeat(size - full)} · ${words}`;
  }
}

function rate(perSecond: number): string {
  return perSecond >= 10 ? Math.round(perSecond).toLocaleString("en") : perSecond.toPrecision(2);
}

function timeWords(tally: Tally, now: number): string {
  const { startedAt, endedAt, waiting } = tally;
  if (endedAt !== undefined) return `${clockTime(endedAt - startedAt)} in all`;
  if (waiting !== undefined && waiting.until > now + 1000)
    return `waits ${clockTime(waiting.until - now)} (${waiting.reason})`;
  const { msLeft } = paceOf(tally, now);
  if (msLeft === undefined) return "starting";
  return `${clockTime(msLeft)} left`;
}

/** Models of a run often differ in their last part only, the cache. */
function lastPart(text: string, width: number): string {
  return text.length <= width ? text : `…${text.slice(1 - width)}`;
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
