import type { Cell, Factor, Task } from "../../src/types.ts";

/** A cell with the task's own factors, but for those given. */
export function cellOf(
  task: Task,
  contextLength: number,
  depth: number,
  seed: number,
  factors: Readonly<Record<string, Factor>> = {},
): Cell {
  return { task: task.name, contextLength, depth, seed, factors: { ...task.factors, ...factors } };
}
