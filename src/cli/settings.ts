import { assertThat } from "../errors.ts";
import { parseDepths, parseLengths } from "../run/grid.ts";
import type { Depth, Factor } from "../types.ts";
import { factorsFrom } from "./factors-from.ts";
import type { SweepFlags } from "./sweep-options.ts";

/** A sweep in words: names and numbers checked for form, nothing opened yet. */
export interface Settings {
  readonly models: readonly ModelSetting[];
  readonly tasks: readonly TaskSetting[];
  readonly lengths: readonly number[];
  readonly depths: readonly Depth[];
  readonly trials: number;
  readonly seed: number;
  readonly temperature: number;
  readonly baselines: boolean;
  /** Absent = the first of the registry. */
  readonly haystack?: string;
  readonly needles?: string;
  /** Absent = each model's own. */
  readonly tokenizer?: string;
  /** Absent = named after the plan, below reports/. */
  readonly output?: string;
  readonly concurrency?: number;
  readonly timeoutS: number;
  readonly maxFailed: number;
  /** Half-width within which recall counts as flat; absent = the analyses' default. */
  readonly margin?: number;
}

export interface ModelSetting {
  readonly id: string;
  /** Each makes a model of its own; none = as the id says. */
  readonly caches: readonly string[];
  readonly baseUrl?: string;
}

export interface TaskSetting {
  readonly name: string;
  readonly factors: Readonly<Record<string, Factor>>;
}

export const DEFAULT_SETTINGS: Settings = {
  models: [],
  tasks: [{ name: "needle", factors: {} }],
  lengths: parseLengths("256,512,1k,2k"),
  depths: parseDepths("11"),
  trials: 20,
  seed: 1,
  temperature: 0,
  baselines: true,
  timeoutS: 300,
  maxFailed: 0.05,
};

/** Flags over file over defaults. Throws `usage`. */
export function settingsFrom(flags: SweepFlags, file: Partial<Settings> = {}): Settings {
  const base: Settings = { ...DEFAULT_SETTINGS, ...file };
  const settings: Settings = {
    ...base,
    models: modelsFrom(flags, base),
    tasks: tasksFrom(flags, base),
    ...(flags.lengths === undefined ? {} : { lengths: parseLengths(flags.lengths) }),
    ...(flags.depths === undefined ? {} : { depths: parseDepths(flags.depths) }),
    ...(flags.trials === undefined ? {} : { trials: wholeNumber("--trials", flags.trials) }),
    ...(flags.seed === undefined ? {} : { seed: wholeNumber("--seed", flags.seed) }),
    ...(flags.haystack === undefined ? {} : { haystack: flags.haystack }),
    ...(flags.needles === undefined ? {} : { needles: flags.needles }),
    ...(flags.tokenizer === undefined ? {} : { tokenizer: flags.tokenizer }),
    ...(flags.output === undefined ? {} : { output: flags.output }),
    ...(flags.concurrency === undefined
      ? {}
      : { concurrency: wholeNumber("--concurrency", flags.concurrency) }),
    ...(flags.timeout === undefined ? {} : { timeoutS: decimal("--timeout", flags.timeout) }),
    ...(flags.maxFailed === undefined ? {} : { maxFailed: decimal("--max-failed", flags.maxFailed) }),
    ...(flags.margin === undefined ? {} : { margin: decimal("--margin", flags.margin) }),
    ...(flags.baselines ? {} : { baselines: false }),
  };
  checkRanges(settings);
  return settings;
}

function modelsFrom(flags: SweepFlags, base: Settings): readonly ModelSetting[] {
  const models = flags.model?.map((id): ModelSetting => ({ id, caches: [] })) ?? base.models;
  return models.map((model) => ({
    ...model,
    ...(flags.cache === undefined ? {} : { caches: flags.cache }),
    ...(flags.baseUrl === undefined ? {} : { baseUrl: flags.baseUrl }),
  }));
}

function tasksFrom(flags: SweepFlags, base: Settings): readonly TaskSetting[] {
  const tasks = flags.task?.map((name): TaskSetting => ({ name, factors: {} })) ?? base.tasks;
  const chosen = {
    ...factorsFrom(flags.set ?? []),
    ...(flags.distractors === undefined
      ? {}
      : { distractors: wholeNumber("--distractors", flags.distractors) }),
  };
  return tasks.map(({ name, factors }) => ({ name, factors: { ...factors, ...chosen } }));
}

function checkRanges({ models, concurrency = 1, timeoutS, maxFailed, margin = 0.1 }: Settings): void {
  assertThat(
    models.length > 0,
    "usage",
    () => "no model given; --model adapter:name or a sweep file: none",
    "Try --model embedded:reference, or midspan list models.",
  );
  assertThat(concurrency >= 1, "usage", () => `concurrency is not usable; at least 1: ${concurrency}`);
  // setTimeout takes 31 bits of milliseconds.
  const inRange = timeoutS > 0 && timeoutS <= 2_000_000;
  assertThat(
    inRange,
    "usage",
    () => `timeout is not usable; seconds above 0, at most 2,000,000: ${timeoutS}`,
  );
  assertThat(margin > 0 && margin < 1, "usage", () => `margin is not usable; above 0 and below 1: ${margin}`);
  const share = maxFailed >= 0 && maxFailed <= 1;
  assertThat(share, "usage", () => `max-failed is not usable; a share from 0 to 1: ${maxFailed}`);
}

/** Throws `usage` unless the text is a whole number. */
export function wholeNumber(option: string, text: string): number {
  const value = decimal(option, text);
  assertThat(Number.isSafeInteger(value), "usage", () => `${option} is not usable; a whole number: ${text}`);
  return value;
}

/** Throws `usage` unless the text is a number. */
export function decimal(option: string, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  assertThat(Number.isFinite(value), "usage", () => `${option} is not usable; a number: ${text}`);
  return value;
}
