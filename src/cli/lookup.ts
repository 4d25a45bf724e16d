import { MidspanError } from "../errors.ts";
import { nearest } from "../nearest.ts";

/** The entry of a registry by its name. Throws `unknown-name` and suggests the nearest. */
export function lookup<T extends { readonly name: string }>(
  what: string,
  name: string,
  entries: readonly T[],
): T {
  const entry = entries.find((item) => item.name === name);
  if (entry !== undefined) return entry;
  throw unknownName(
    what,
    name,
    entries.map((item) => item.name),
  );
}

function unknownName(what: string, name: string, names: readonly string[]): MidspanError {
  const near = nearest(name, names);
  return new MidspanError("unknown-name", `no such ${what}; one of ${names.join(", ")}: ${name}`, {
    cure: near === undefined ? `midspan list ${what.split(" ", 1)[0]}s shows them.` : `Did you mean ${near}?`,
  });
}
