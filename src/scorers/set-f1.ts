/**
 * F1 of the ids on the last line that reads `Final Answer: [a, b]`, 0..1; order and repetition do not count.
 * 0 where there is no such line; 1 where none is wanted and none given.
 *
 * Source: OpenAI 2025 (GraphWalks).
 */
export function setF1(output: string, wanted: readonly string[]): number {
  const given = finalIds(output);
  if (given === undefined) return 0;
  const gold = new Set(wanted);
  if (gold.size + given.size === 0) return 1;
  return (2 * [...given].filter((id) => gold.has(id)).length) / (gold.size + given.size);
}

function finalIds(output: string): ReadonlySet<string> | undefined {
  const list = [...output.matchAll(/Final Answer: ?\[(.*)\]/g)].at(-1)?.[1];
  return list === undefined
    ? undefined
    : new Set(
        list
          .split(",")
          .map((id) => id.trim())
          .filter(Boolean),
      );
}
