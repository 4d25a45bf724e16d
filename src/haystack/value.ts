import type { Rng } from "../random.ts";
import type { ValueKind } from "../types.ts";
import type { InventedWorld } from "./invented-world.ts";

/** `word`: adjective-noun; `number`: seven digits as in RULER, the first not 0; `uuid`: version-4 form. */
export function drawValue(world: InventedWorld, rng: Rng, kind: ValueKind): string {
  switch (kind) {
    case "word":
      return `${rng.pick(world.adjectives)}-${rng.pick(world.nouns)}`;
    case "number":
      return String(1_000_000 + rng.int(9_000_000));
    case "uuid":
      return drawUuid(rng);
  }
}

/** A UUID in version-4 form (RFC 9562, 5.4) from the seeded generator, lower case. */
export function drawUuid(rng: Rng): string {
  const hex = (n: number): string =>
    Array.from({ length: n }, () => "0123456789abcdef"[rng.int(16)]).join("");
  return `${hex(8)}-${hex(4)}-4${hex(3)}-${rng.pick(["8", "9", "a", "b"])}${hex(3)}-${hex(12)}`;
}
