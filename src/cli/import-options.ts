import { MidspanError } from "../errors.ts";
import type { ImportOptions } from "../importers/importer.ts";
import { parseLengths } from "../run/grid.ts";

export interface ImportFlags {
  readonly output: string;
  readonly model?: string;
  readonly length?: string;
  readonly score?: string;
  readonly columns?: string;
  readonly depthUnit?: string;
  readonly scoreRange?: string;
  readonly json?: boolean;
}

/** What the flags of `midspan import` mean. Throws `usage`. */
export function importOptions(flags: ImportFlags): ImportOptions {
  const [length, ...more] = flags.length === undefined ? [] : parseLengths(flags.length);
  if (more.length > 0) throw new MidspanError("usage", `--length; must be one length: ${flags.length}`);
  const stands = oneOf("--score", flags.score, ["published", "ours"] as const);
  const depthUnit = oneOf("--depth-unit", flags.depthUnit, ["share", "percent"] as const);
  return {
    ...(flags.model === undefined ? {} : { model: flags.model }),
    ...(length === undefined ? {} : { length }),
    ...(stands === undefined ? {} : { stands }),
    ...(depthUnit === undefined ? {} : { depthUnit }),
    ...(flags.columns === undefined ? {} : { columns: columnsOf(flags.columns) }),
    ...(flags.scoreRange === undefined ? {} : { scoreRange: rangeOf(flags.scoreRange) }),
  };
}

function oneOf<T extends string>(
  flag: string,
  value: string | undefined,
  words: readonly T[],
): T | undefined {
  if (value === undefined || words.includes(value as T)) return value as T | undefined;
  throw new MidspanError("usage", `${flag}; must be ${words.join(" or ")}: ${value}`);
}

/** "depth=pos,length=ctx"; a name of theirs may hold anything but a comma. */
function columnsOf(text: string): Readonly<Record<string, string>> {
  const pairs = text.split(",").map((part) => {
    const [ours = "", ...theirs] = part.split("=");
    if (ours.trim() === "" || theirs.length === 0)
      throw new MidspanError("usage", `--columns; must be OURS=THEIRS, several with commas: ${part}`);
    return [ours.trim(), theirs.join("=").trim()];
  });
  return Object.fromEntries(pairs);
}

function rangeOf(text: string): readonly [number, number] {
  const [low, high, ...more] = text
    .split(/,|\.\./)
    .map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (low === undefined || high === undefined || !(low < high) || more.length > 0)
    throw new MidspanError("usage", `--score-range; must be LOW,HIGH as 1,10: ${text}`);
  return [low, high];
}
