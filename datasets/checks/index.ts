import { checkInvented } from "./invented.ts";
import { checkNonLiteral } from "./non-literal.ts";
import { checkQa } from "./qa.ts";
import { checkTasks } from "./tasks.ts";
import type { SetVerdict } from "./verdict.ts";

/** Every set of needles, of the invented ones so many draws, then every task with what it draws itself. */
export function checkSets(draws = 10_000): readonly SetVerdict[] {
  return [...checkInvented(draws), checkNonLiteral(), checkQa(), ...checkTasks()];
}
