import { type CachePolicy, visible } from "./cache.ts";

/**
 * Positions of what the cache holds when the token at `position` comes and of `count` tokens from there on, where they
 * are not 0, 1, 2 ... within the cache.
 */
export function placesOf(
  policy: CachePolicy,
  position: number,
  count: number,
): readonly number[] | undefined {
  if (!("original" in policy)) return undefined;
  return [...visible(policy, position), [position, position + count] as const].flatMap(([start, end]) =>
    Array.from({ length: end - start }, (_, i) => start + i),
  );
}
