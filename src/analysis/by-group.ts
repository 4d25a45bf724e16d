import type { Row } from "../findings.ts";

/** Rows of each (model, task, length) by their names, in order of their first. */
export function byGroup(rows: readonly Row[]): readonly Readonly<Partial<Record<string, Row>>>[] {
  const groups = new Map<string, Record<string, Row>>();
  for (const row of rows) {
    const key = JSON.stringify([row.group.model, row.group.task, row.group.length]);
    groups.set(key, { ...groups.get(key), [row.name]: row });
  }
  return [...groups.values()];
}
