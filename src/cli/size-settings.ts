import { assertThat } from "../errors.ts";
import { parseLength, parseLengths } from "../run/grid.ts";
import { decimal, wholeNumber } from "./numbers.ts";
import type { Settings } from "./settings.ts";
import type { SweepFlags } from "./sweep-options.ts";

type Size = Pick<Settings, "lengths" | "maxLength" | "trials" | "detect">;

/**
 * A file's settings with the flags that say how long and how many. Each has two ways of being said, and a flag takes
 * the place of both that a file may hold. Throws `usage` where both are given in one place.
 */
export function withSize(flags: SweepFlags, file: Partial<Settings>): Partial<Settings> {
  refuseBoth("--lengths and --max-length", flags.lengths, flags.maxLength);
  refuseBoth("--trials and --detect", flags.trials, flags.detect);
  refuseBoth("lengths and maxLength", file.lengths, file.maxLength);
  refuseBoth("trials and detect", file.trials, file.detect);
  const { lengths, maxLength, trials, detect, ...rest } = file;
  return {
    ...rest,
    ...(lengthFlags(flags) ?? defined({ lengths, maxLength })),
    ...(numberFlags(flags) ?? defined({ trials, detect })),
  };
}

/** Throws `usage`. */
export function checkSize({ detect = 0.5 }: Size): void {
  assertThat(detect > 0 && detect < 1, "usage", () => `detect is not usable; above 0 and below 1: ${detect}`);
}

function lengthFlags({ lengths, maxLength }: SweepFlags): Size | undefined {
  if (lengths !== undefined) return { lengths: parseLengths(lengths) };
  return maxLength === undefined ? undefined : { maxLength: parseLength(maxLength) };
}

function numberFlags({ trials, detect }: SweepFlags): Size | undefined {
  if (trials !== undefined) return { trials: wholeNumber("--trials", trials) };
  return detect === undefined ? undefined : { detect: decimal("--detect", detect) };
}

function refuseBoth(names: string, one: unknown, other: unknown): void {
  const both = one !== undefined && other !== undefined;
  assertThat(!both, "usage", () => `${names} are two ways of saying the same; one of them: both given`);
}

function defined(size: { readonly [Key in keyof Size]: Size[Key] | undefined }): Size {
  return Object.fromEntries(Object.entries(size).filter(([, value]) => value !== undefined)) as Size;
}
