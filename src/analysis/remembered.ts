import type { AnalysisOptions } from "../findings.ts";
import type { Tally } from "./tally.ts";

type Find<T> = (tallies: readonly Tally[], options: AnalysisOptions) => T;

/** What is found of the same tallies with the same options is found once: several analyses ask, and a test takes a while. */
export function remembered<T>(find: Find<T>): Find<T> {
  const known = new WeakMap<
    Tally,
    { readonly tallies: readonly Tally[]; readonly options: AnalysisOptions; readonly found: T }
  >();
  return (tallies, options) => {
    const [key] = tallies;
    const before = key && known.get(key);
    if (before?.options === options && isSame(before.tallies, tallies)) return before.found;
    const found = find(tallies, options);
    if (key) known.set(key, { tallies, options, found });
    return found;
  };
}

function isSame(a: readonly Tally[], b: readonly Tally[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i]);
}
