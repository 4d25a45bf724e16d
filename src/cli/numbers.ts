import { assertThat } from "../errors.ts";

/** Throws `usage` unless the text is a whole number. */
export function wholeNumber(option: string, text: string): number {
  const value = decimal(option, text);
  assertThat(Number.isSafeInteger(value), "usage", () => `${option} is not usable; a whole number: ${text}`);
  return value;
}

/** Throws `usage` unless the text is a whole number of `least` or more. */
export function countOf(option: string, text: string, least: number): number {
  const value = wholeNumber(option, text);
  assertThat(value >= least, "usage", () => `${option} is too small; at least ${least}: ${text}`);
  return value;
}

/** Throws `usage` unless the text is a number. */
export function decimal(option: string, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  assertThat(Number.isFinite(value), "usage", () => `${option} is not usable; a number: ${text}`);
  return value;
}
