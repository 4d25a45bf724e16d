import type { Task } from "../types.ts";
import { lookup } from "./lookup.ts";

/**
 * A task of the registry, one of retrieved chunks ("order:reverse", "gold:given"), or an arm of an experiment with
 * prompts ("opening:A", "place:system"). Throws `unknown-name`, `usage`.
 */
export async function taskNamed(name: string): Promise<Task> {
  const { ORDER_PREFIX, orderTask } = await import("../rag/order-task.ts");
  if (!name.startsWith(ORDER_PREFIX)) {
    const { ragTaskNamed } = await import("../rag/rag-tasks.ts");
    const { armTask } = await import("../sinks/arms/arm-task.ts");
    const known = ragTaskNamed(name) ?? armTask(name);
    if (known !== undefined) return known;
    const { tasks } = await import("../tasks/index.ts");
    return lookup("task", name, tasks);
  }
  const { openOrder } = await import("./open-order.ts");
  return orderTask(await openOrder(name.slice(ORDER_PREFIX.length)));
}
