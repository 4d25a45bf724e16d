import type { Accepted } from "./accepted.ts";
import { stringMatchAll } from "./string-match-all.ts";

/**
 * Whether any reference stands in the output, case aside. Throws `usage` where there is none.
 *
 * Source: Hsieh et al. 2024 (RULER), question answering tasks.
 */
export function stringMatchPart(output: string, references: Accepted): boolean {
  return stringMatchAll(output, references).found.includes(true);
}
