import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { packageRoot } from "../root.ts";

/** What ends a snapshot's name: a date, a version of three or four digits, "latest". */
const SNAPSHOT = /^-(\d{4}-\d{2}-\d{2}|\d{8}|\d{3,4}|latest)$/;

/**
 * The longest prompt of a hosted model by `datasets/context-windows.yaml`, for `adapter:name` or a snapshot of it;
 * `undefined` where the table does not know, which says nothing about the model.
 */
export async function contextWindowOf(id: string): Promise<number | undefined> {
  const { parse } = await import("yaml");
  const text = await readFile(join(packageRoot(), "datasets", "context-windows.yaml"), "utf8");
  const { windows } = parse(text) as { readonly windows: Readonly<Record<string, number>> };
  const name = Object.keys(windows).find(
    (key) => id === key || (id.startsWith(key) && SNAPSHOT.test(id.slice(key.length))),
  );
  return name === undefined ? undefined : windows[name];
}
