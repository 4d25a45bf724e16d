import type { ChunkOrder } from "../rag/orders.ts";

/** An order by its name, its ranks, or a file of code. Throws `unknown-name`, `usage`. */
export async function openOrder(name: string): Promise<ChunkOrder> {
  const { isModule, orderFromModule } = await import("./order-module.ts");
  if (isModule(name)) return orderFromModule(name);
  const { orderNamed } = await import("../rag/orders-named.ts");
  return orderNamed(name);
}
