import { assertThat } from "../errors.ts";
import { parseDepths } from "../run/grid.ts";
import type { Depth, Factor } from "../types.ts";
import { factorsFrom } from "./factors-from.ts";
import { decimal, wholeNumber } from "./numbers.ts";
import { checkSize, withSize } from "./size-settings.ts";
import type { SweepFlags } from "./sweep-options.ts";
import { DEFAULT_TASKS } from "./sweep-size.ts";

/** A sweep in words: names and numbers checked for form, nothing opened yet. */
export interface Settings {
  readonly models: readonly ModelSetting[];
  /** None = the default ones. */
  readonly tasks: readonly TaskSetting[];
  /** Absent = doubling up to the models' window and `maxLength`. */
  readonly lengths?: readonly number[];
  /** Longest length where `lengths` is absent, in tokens. */
  readonly maxLength?: number;
  readonly depths: readonly Depth[];
  /** Documents a cell; absent = as many as `detect` asks for. */
  readonly trials?: number;
  /** Smallest middle gap worth seeing, 0..1, where `trials` is absent. */
  readonly detect?: number;
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
  /** USD that a run may cost; absent = no limit. */
  readonly maxCost?: number;
  /** Path of a price list, over the one that comes with midspan. */
  readonly prices?: string;
  /** Start without asking, whatever it costs. */
  readonly yes?: boolean;
  /** Half-width within which recall counts as flat; absent = the analyses' default. */
  readonly margin?: number;
  /** The model that says whether answers meet their criterion; see `judging-model.ts`. */
  readonly judge?: Pick<ModelSetting, "id" | "baseUrl">;
  /** Present = a (model, task, length) ends once its verdict is decided, wrong with at most this chance. */
  readonly untilDecided?: { readonly error: number };
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
  tasks: [],
  depths: parseDepths("11"),
  seed: 1,
  temperature: 0,
  baselines: true,
  timeoutS: 300,
  maxFailed: 0.05,
};

/** As sure as the verdicts of a fixed n. */
export const DEFAULT_ERROR = 0.05;

/** Flags over file over defaults. Throws `usage`. */
export function settingsFrom(flags: SweepFlags, file: Partial<Settings> = {}): Settings {
  const stops = flags.untilDecided === true || file.untilDecided !== undefined;
  const base: Settings = { ...DEFAULT_SETTINGS, ...withSize(flags, file) };
  const settings: Settings = {
    ...base,
    models: modelsFrom(flags, base),
    tasks: tasksFrom(flags, base),
    ...(flags.depths === undefined ? {} : { depths: parseDepths(flags.depths) }),
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
    ...(flags.maxCost === undefined ? {} : { maxCost: decimal("--max-cost", flags.maxCost) }),
    ...(flags.prices === undefined ? {} : { prices: flags.prices }),
    ...(flags.yes === undefined ? {} : { yes: flags.yes }),
    ...(flags.margin === undefined ? {} : { margin: decimal("--margin", flags.margin) }),
    ...(flags.baselines ? {} : { baselines: false }),
    ...(stops && { untilDecided: file.untilDecided ?? { error: DEFAULT_ERROR } }),
  };
  checkRanges(settings);
  // A queue is handed whole plans: it would ask everything up to the cap.
  assertThat(
    !stops || flags.queue === undefined,
    "usage",
    () => `until-decided does not go through a queue; one of the two: ${flags.queue}`,
    "Leave out --queue, or --until-decided.",
  );
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

/** Facts of one's own have one form, which the other default tasks cannot take; `--distractors` is the needle's. */
function tasksFrom(flags: SweepFlags, base: Settings): readonly TaskSetting[] {
  const chosen = flags.task?.map((name): TaskSetting => ({ name, factors: {} })) ?? base.tasks;
  const own = (flags.needles ?? base.needles) !== undefined;
  const defaults = own ? DEFAULT_TASKS.slice(0, 1) : DEFAULT_TASKS;
  const tasks = chosen.length > 0 ? chosen : defaults.map((name): TaskSetting => ({ name, factors: {} }));
  const set = factorsFrom(flags.set ?? []);
  const near =
    flags.distractors === undefined ? {} : { distractors: wholeNumber("--distractors", flags.distractors) };
  return tasks.map(({ name, factors }) => ({
    name,
    factors: { ...factors, ...(chosen.length > 0 || name === DEFAULT_TASKS[0] ? { ...set, ...near } : {}) },
  }));
}

function checkRanges(settings: Settings): void {
  const { models, concurrency = 1, timeoutS, maxFailed, margin = 0.1, maxCost = 1, untilDecided } = settings;
  checkSize(settings);
  const error = untilDecided?.error ?? DEFAULT_ERROR;
  const likely = error > 0 && error <= 0.5;
  assertThat(likely, "usage", () => `error of untilDecided is not usable; above 0, at most 0.5: ${error}`);
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
  assertThat(maxCost > 0, "usage", () => `max-cost is not usable; USD above 0: ${maxCost}`);
  const share = maxFailed >= 0 && maxFailed <= 1;
  assertThat(share, "usage", () => `max-failed is not usable; a share from 0 to 1: ${maxFailed}`);
}
