import type { Task } from "../types.ts";
import { lookup } from "./lookup.ts";

/**
 * A task of the registry, an order of retrieved chunks ("order:reverse"), or an arm of an experiment with prompts
 * ("opening:A", "place:system"). Throws `unknown-name`, `usage`.
 */
export async function taskNamed(name: string): Promise<Task> {
  const { ORDER_PREFIX, orderTask } = await import("../rag/order-task.ts");
  if (!name.startsWith(ORDER_PREFIX)) {
    const { armTask } = await import("../sinks/arms/arm-task.ts");
    const arm = armTask(name);
    if (arm !== undefined) return arm;
    const { tasks } = await import("../tasks/index.ts");
    return lookup("task", name, tasks);
  }
  const order = name.slice(ORDER_PREFIX.length);
  const { isModule, orderFromModule } = await import("./order-module.ts");
  if (isModule(order)) return orderTask(await orderFromModule(order));
  const { orderNamed } = await import("../rag/orders-named.ts");
  return orderTask(orderNamed(order));
}
