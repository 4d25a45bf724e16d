import { createKeyValues, type KeyValues } from "./key-values.ts";

/** Tokens in the order in which they were computed, with their keys and values. */
export interface Stream {
  readonly ids: number[];
  readonly keyValues: KeyValues;
  /** Position at which each token's key was rotated; kept where a graph caches keys behind rotation. */
  readonly places: number[];
}

/**
 * Remembers the last few streams, so that a prompt which begins like an earlier one is computed from where they part.
 * Reuse ends at a multiple of `unit` (see `reuseUnit`), so that logits are equal bit by bit to a fresh prompt's.
 */
export interface PrefixCache {
  /** A stream that already holds the longest usable beginning of `ids`, cut back to it. At least one token is left. */
  claim(ids: readonly number[], policy: string, unit: number): Stream;
}

/** `capacity` streams are kept; 0 remembers nothing. */
export function createPrefixCache(capacity: number): PrefixCache {
  // Most recently used last.
  const kept: { readonly policy: string; readonly stream: Stream }[] = [];

  return {
    claim(ids, policy, unit) {
      let best = -1;
      let reused = 0;
      kept.forEach((entry, index) => {
        if (entry.policy !== policy) return;
        const common = commonPrefix(entry.stream.ids, ids.length - 1, ids);
        const usable = common - (common % unit);
        if (usable > reused) [best, reused] = [index, usable];
      });
      const found = best >= 0 ? kept.splice(best, 1)[0] : undefined;
      if (found === undefined && kept.length >= capacity) kept.shift();
      const stream = found?.stream ?? { ids: [], keyValues: createKeyValues(), places: [] };
      stream.ids.length = reused;
      stream.places.length = Math.min(stream.places.length, reused);
      stream.keyValues.truncate(reused);
      if (capacity > 0) kept.push({ policy, stream });
      return stream;
    },
  };
}

function commonPrefix(a: readonly number[], limit: number, b: readonly number[]): number {
  const end = Math.min(a.length, limit);
  let i = 0;
  while (i < end && a[i] === b[i]) i++;
  return i;
}
