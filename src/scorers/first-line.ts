/**
 * What stands before the first line feed, trimmed. Empty where the output begins with one: the published rule
 * looks no further, which costs chat models that open with a blank line or a preamble.
 *
 * Source: Liu et al. 2023 (lost in the middle).
 */
export function firstLine(output: string): string {
  const [line = ""] = output.split("\n", 1);
  return line.trim();
}
