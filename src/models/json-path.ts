/** What stands at a dotted path of parsed JSON; `undefined` where nothing does. */
function valueAt(value: unknown, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>(
      (inner, key) =>
        typeof inner === "object" && inner !== null ? (inner as Record<string, unknown>)[key] : undefined,
      value,
    );
}

/** The numbers at these paths; one that is not there, or null, has no entry. */
export function numbersAt<K extends string>(
  value: unknown,
  paths: Readonly<Record<K, string>>,
): { readonly [P in K]?: number } {
  return found(value, paths, (at): at is number => typeof at === "number");
}

/** The texts at these paths; one that is not there, or empty, has no entry. */
export function textsAt<K extends string>(
  value: unknown,
  paths: Readonly<Record<K, string>>,
): { readonly [P in K]?: string } {
  return found(value, paths, (at): at is string => typeof at === "string" && at !== "");
}

/** Whatever stands at these paths; what is not there, or null, has no entry. */
export function valuesAt<K extends string>(
  value: unknown,
  paths: Readonly<Record<K, string>>,
): { readonly [P in K]?: unknown } {
  return found(value, paths, (at): at is unknown => at !== undefined && at !== null);
}

function found<K extends string, T>(
  value: unknown,
  paths: Readonly<Record<K, string>>,
  fits: (at: unknown) => at is T,
): { readonly [P in K]?: T } {
  const entries: { [P in K]?: T } = {};
  for (const name in paths) {
    const at = valueAt(value, paths[name]);
    if (fits(at)) entries[name] = at;
  }
  return entries;
}
