import { MidspanError } from "../../errors.ts";
import { takeTurn } from "../../haystack/turn.ts";
import type { Behaviour, NeedleSource } from "../../types.ts";
import { builtInSuite, SUITE_VERSION } from "./built-in-suite.ts";
import { ownItems } from "./own-items.ts";

export interface BehaviourSuite {
  readonly items: readonly Behaviour[];
  readonly source: NeedleSource;
}

/**
 * A behaviour suite ("60" built-in items, or a file of one's own) as needles: items take turns by seed, all before any
 * comes again; facts of its needle items are those of `facts`. Throws `usage`, `input-file`.
 */
export function behaviourSuite(name: string, facts: NeedleSource): BehaviourSuite {
  const count = /^\d+$/.test(name) ? Number(name) : undefined;
  if (count !== undefined && (count < 1 || count > 10_000))
    throw new MidspanError("usage", `items; from 1 to 10,000: ${count}`);
  const { items, version } =
    count === undefined ? ownItems(name) : { items: builtInSuite(count), version: SUITE_VERSION };
  return {
    items,
    source: {
      name: `behaviours:${name}`,
      version: `${version}+${facts.version}`,
      summary: "requests whose answers are judged by rules or a judge, and facts in a document",
      make: facts.make,
      behaviour: (rng) => {
        const [item] = takeTurn(items, rng, 1);
        if (item === undefined) throw new MidspanError("usage", `items; one or more: ${name}`);
        return item;
      },
    },
  };
}
