import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { MidspanError } from "../errors.ts";
import type { ChunkOrder } from "../rag/orders.ts";

/** Whether an order is named by a file of code. */
export function isModule(name: string): boolean {
  return /\.[cm]?js$/.test(name);
}

/**
 * An order from a user's own JavaScript module, whose `order` (or default) takes chunks best first and gives them back
 * in another order. Throws `usage`.
 */
export async function orderFromModule(path: string): Promise<ChunkOrder> {
  if (!existsSync(path)) throw new MidspanError("usage", `an order's module; a file that is there: ${path}`);
  const module: unknown = await import(pathToFileURL(resolve(path)).href);
  const { order, default: usual } = module as { readonly order?: unknown; readonly default?: unknown };
  const arrange = order ?? usual;
  if (typeof arrange !== "function")
    throw new MidspanError("usage", `an order's module; it exports a function named order: ${path}`);
  return {
    name: path,
    summary: "from a module",
    source: "given by the user",
    needsRanks: true,
    arrange: (ranked) => {
      const given: unknown = arrange([...ranked]);
      if (!Array.isArray(given) || given.some((chunk) => !ranked.includes(chunk)))
        throw new MidspanError(
          "usage",
          `an order gives back chunks that it was given; ${path}: ${typeof given}`,
        );
      return given;
    },
  };
}
