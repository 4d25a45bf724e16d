import { assertThat, MidspanError } from "../errors.ts";
import type { Depth } from "../types.ts";

const SUFFIX: Readonly<Record<string, number>> = { "": 1, k: 1024, m: 1024 * 1024 };

/**
 * "256,512,1k,1.5k" -> tokens, ascending, each once; 1k = 1,024. Throws `usage`.
 *
 * @example
 * ```ts
 * parseLengths("256,1k"); // [256, 1024]
 * ```
 */
export function parseLengths(text: string): readonly number[] {
  return sortedOnce(text.split(",").map(parseLength));
}

/** "1.5k" -> tokens. Throws `usage`. */
export function parseLength(text: string): number {
  const match = /^\s*(-?\d+(?:\.\d+)?)\s*([km]?)\s*$/i.exec(text);
  const length = match === null ? Number.NaN : Number(match[1]) * (SUFFIX[match[2]!.toLowerCase()] ?? 1);
  checkLength(length, text.trim());
  return length;
}

/** Throws `usage` unless the length is a whole number of tokens above zero. */
export function checkLength(length: number, shown: string | number = length): void {
  assertThat(
    Number.isInteger(length) && length > 0,
    "usage",
    () => `length is not usable; whole tokens above 0, such as 512 or 4k: ${shown}`,
  );
}

/**
 * A depth grid by name, ascending, each depth once:
 * "11" = that many linear points, "0,0.25,0.5" = a list, "sigmoid:35" = needle-in-a-haystack v1,
 * "sigmoid-v2:11" = its second version. Throws `usage`.
 *
 * @example
 * ```ts
 * parseDepths("5"); // [0, 0.25, 0.5, 0.75, 1]
 * ```
 */
export function parseDepths(text: string): readonly Depth[] {
  const trimmed = text.trim();
  const named = /^(linear|sigmoid|sigmoid-v2):(\d+)$/.exec(trimmed);
  if (named !== null) return gridOf(named[1] as GridName, Number(named[2]));
  if (/^\d+$/.test(trimmed) && Number(trimmed) > 1) return gridOf("linear", Number(trimmed));
  const depths = trimmed.split(",").map((part) => {
    const depth = part.trim() === "" ? Number.NaN : Number(part);
    checkDepth(depth, part.trim());
    return depth;
  });
  return sortedOnce(depths);
}

/** Throws `usage` unless the depth is a share of the context. */
export function checkDepth(depth: number, shown: string | number = depth): void {
  assertThat(
    depth >= 0 && depth <= 1,
    "usage",
    () => `depth is not usable; a share from 0 to 1, or a grid such as 11 or sigmoid:35: ${shown}`,
  );
}

type GridName = "linear" | "sigmoid" | "sigmoid-v2";

function gridOf(name: GridName, points: number): readonly Depth[] {
  if (points < 2 || points > 1001)
    throw new MidspanError("usage", `depth grid is not usable; 2 to 1,001 points: ${name}:${points}`);
  const at = GRIDS[name];
  return sortedOnce(Array.from({ length: points }, (_, i) => (i === points - 1 ? 1 : at(i / (points - 1)))));
}

const GRIDS: Readonly<Record<GridName, (t: number) => Depth>> = {
  linear: (t) => t,
  // Needle in a haystack v1 (Kamradt 2023): logistic in percent, slope 0.1, three decimals, both ends exact.
  sigmoid: (t) => (t === 0 ? 0 : rounded(1 / (1 + Math.exp(-0.1 * (100 * t - 50))), 5)),
  // Its second version: logistic of slope 6, stretched so that the ends are 0 and 1; percent with two decimals.
  "sigmoid-v2": (t) => rounded((logistic(6 * (t - 0.5)) - logistic(-3)) / (logistic(3) - logistic(-3)), 4),
};

function logistic(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

function sortedOnce(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((a, b) => a - b);
}
