import { existsSync } from "node:fs";

/** A name and what stands behind its last `#`, unless a file or folder of the whole name exists. */
export function splitFragment(name: string): readonly [name: string, fragment: string | undefined] {
  const at = name.lastIndexOf("#");
  if (at < 0 || existsSync(name)) return [name, undefined];
  return [name.slice(0, at), name.slice(at + 1)];
}
