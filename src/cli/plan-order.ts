import type { Finding, Row } from "../findings.ts";
import type { PlanRecord } from "../record.ts";

/** What of a plan says in which order its models and tasks are shown. */
export type PlannedOrder = Pick<PlanRecord, "models" | "tasks">;

/** Findings with their rows by model and task in the order of the plan; what the plan does not name comes after. */
export function inPlanOrder(
  findings: readonly Finding[],
  { models = [], tasks = [] }: Partial<PlannedOrder>,
): readonly Finding[] {
  const modelPlaces = placesOf(models);
  const taskPlaces = placesOf(tasks.map(({ name }) => name));
  const place = (row: Row, field: "model" | "task", places: ReadonlyMap<unknown, number>): number =>
    places.get(row.group[field]) ?? places.size;
  return findings.map((finding) => ({
    ...finding,
    rows: [...finding.rows].sort(
      (a, b) =>
        place(a, "model", modelPlaces) - place(b, "model", modelPlaces) ||
        place(a, "task", taskPlaces) - place(b, "task", taskPlaces),
    ),
  }));
}

/** Where each name stands first: a task may be planned with several settings. */
function placesOf(names: readonly string[]): ReadonlyMap<unknown, number> {
  return new Map([...new Set(names)].map((name, i) => [name, i]));
}
