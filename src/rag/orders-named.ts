import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { MidspanError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { type ChunkOrder, orders } from "./orders.ts";

/**
 * An order by its name, by a list of ranks ("2,1,3": that rank first; ranks beyond the list follow as they are), or
 * from a JavaScript module whose `order` (or default) takes chunks best first and gives them back in another order.
 * Throws `unknown-name`, `usage`.
 */
export async function orderNamed(name: string): Promise<ChunkOrder> {
  const known = orders.find((order) => order.name === name);
  if (known !== undefined) return known;
  if (/^\d+(?:[,-]\d+)*$/.test(name)) return byRanks(name);
  if (/\.[cm]?js$/.test(name)) return fromModule(name);
  const names = orders.map((order) => order.name);
  const near = nearest(name, names);
  throw new MidspanError("unknown-name", `no such order; one of ${names.join(", ")}: ${name}`, {
    cure:
      near === undefined ? "A list of ranks (2,1,3) or a .js file will do as well." : `Did you mean ${near}?`,
  });
}

function byRanks(name: string): ChunkOrder {
  const ranks = name.split(/[,-]/).map(Number);
  const twice = ranks.find((rank, i) => rank < 1 || ranks.indexOf(rank) !== i);
  if (twice !== undefined)
    throw new MidspanError("usage", `an order by ranks; each rank once, from 1: ${name}`);
  return {
    name: ranks.join("-"),
    summary: `ranks ${ranks.join(", ")}, the others behind`,
    source: "given by the user",
    needsRanks: true,
    arrange: (ranked) => [
      ...ranks.flatMap((rank) => ranked.slice(rank - 1, rank)),
      ...ranked.filter((_, i) => !ranks.includes(i + 1)),
    ],
  };
}

async function fromModule(path: string): Promise<ChunkOrder> {
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
