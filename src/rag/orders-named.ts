import { MidspanError } from "../errors.ts";
import { nearest } from "../nearest.ts";
import { type ChunkOrder, orders } from "./orders.ts";

/**
 * An order by its name, or by a list of ranks ("2,1,3": that rank first; ranks beyond the list follow as they are).
 * Throws `unknown-name`, `usage`.
 */
export function orderNamed(name: string): ChunkOrder {
  const known = orders.find((order) => order.name === name);
  if (known !== undefined) return known;
  if (/^\d+(?:[,-]\d+)*$/.test(name)) return byRanks(name);
  const names = orders.map((order) => order.name);
  const near = nearest(name, names);
  throw new MidspanError("unknown-name", `no such order; one of ${names.join(", ")}: ${name}`, {
    cure:
      near === undefined ? "A list of ranks (2,1,3) or a .js file will do as well." : `Did you mean ${near}?`,
  });
}

/** Names in the registry's sequence, `rank` first; those of users behind, by name. */
export function byPlace(a: string, b: string): number {
  return placeOf(a) - placeOf(b) || (a < b ? -1 : a > b ? 1 : 0);
}

function placeOf(name: string): number {
  const at = orders.findIndex((order) => order.name === name);
  return at < 0 ? orders.length : at;
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
