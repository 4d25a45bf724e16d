import type { Finding } from "../findings.ts";
import { type Series, seriesKey } from "./series.ts";
import { shareInWords } from "./wording.ts";

/** A horizontal line of a panel: what is answered without the document, or with the fact alone. */
export interface Reference {
  readonly kind: "reference";
  readonly panel: string;
  readonly from: 0;
  readonly to: 1;
  readonly recall: number;
  /** "floor" or "ceiling"; empty where another line of that name is already there. */
  readonly short: string;
  readonly label: string;
}

/** Floors and ceilings of the drawn series. Equal ones are one line; close ones share one name. */
export function referenceLines(
  findings: readonly Finding[],
  series: readonly Series[],
  panels: readonly string[],
): readonly Reference[] {
  const labels = new Map(series.map((s) => [s.key, s.label]));
  const lines = new Map<string, { recall: number; short: string; labels: string[] }>();
  for (const row of findings.find((f) => f.name === "baselines")?.rows ?? []) {
    const label = labels.get(seriesKey(row));
    if (label === undefined || row.estimate === undefined || row.estimate.n === 0) continue;
    const key = `${row.name} ${row.estimate.value}`;
    const line = lines.get(key) ?? { recall: row.estimate.value, short: row.name, labels: [] };
    line.labels.push(`${row.name} of ${label}: recall ${shareInWords(row.estimate)}`);
    lines.set(key, line);
  }
  const named: { recall: number; short: string }[] = [];
  const drawn = [...lines.values()].map((line) => {
    const close = named.some(
      (other) => other.short === line.short && Math.abs(other.recall - line.recall) < 0.08,
    );
    if (!close) named.push(line);
    return { recall: line.recall, short: close ? "" : line.short, label: line.labels.join("; ") };
  });
  return panels.flatMap((panel) =>
    drawn.map((line) => ({ kind: "reference" as const, panel, from: 0 as const, to: 1 as const, ...line })),
  );
}
