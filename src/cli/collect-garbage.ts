import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/**
 * Frees what nothing holds any more, now: V8 waits for its own heap to fill, and neither numbers in typed arrays nor
 * pictures that are painted outside of it fill that. Takes some hundredths of a second.
 */
export function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") return;
  collect();
  collect(); // the pages that the first one emptied are given back by the second
}
