import type { AnalysisOptions } from "../findings.ts";
import type { Depth } from "../types.ts";
import { documentRows } from "./document-rows.ts";
import type { Tally, Unit } from "./tally.ts";

export type Zone = "first" | "middle" | "last";

/** Scored trials of one document in one zone: how many, and the sum of their recalls. */
export type ZoneSum = Pick<Unit, "recall" | "scored">;
export type DocumentZones = Readonly<Record<Zone, ZoneSum>>;

/** 0.1 * 3 is not 0.3: asked depths are compared to a billionth. */
const SLACK = 1e-9;

/** Which zone an asked depth belongs to, if any: the bounds count as inside. */
export function zoneOf(
  depth: Depth,
  { edge, middle }: Pick<AnalysisOptions, "edge" | "middle">,
): Zone | undefined {
  if (depth <= edge[0] + SLACK) return "first";
  if (depth >= edge[1] - SLACK) return "last";
  return depth >= middle[0] - SLACK && depth <= middle[1] + SLACK ? "middle" : undefined;
}

/** Gathers a group's trials by document and zone: what the paired comparisons are made of. */
export function zonesByDocument(
  tallies: readonly Tally[],
  options: Pick<AnalysisOptions, "edge" | "middle">,
): DocumentZones[] {
  return collect(tallies, options).map(({ zones }) => zones);
}

/** The same in the order of the seeds, whatever order the trials came in: for tests that go document by document. */
export function zonesBySeed(
  tallies: readonly Tally[],
  options: Pick<AnalysisOptions, "edge" | "middle">,
): DocumentZones[] {
  return collect(tallies, options)
    .sort((a, b) => bySeed(a.document, b.document))
    .map(({ zones }) => zones);
}

/** Compares the names of two documents. */
export function bySeed(a: string, b: string): number {
  const seed = (document: string): number => Number(document.slice(document.lastIndexOf("#") + 1));
  return seed(a) - seed(b) || (a < b ? -1 : 1);
}

interface Collected {
  readonly document: string;
  readonly zones: Record<Zone, { recall: number; scored: number }>;
}

function collect(tallies: readonly Tally[], options: Pick<AnalysisOptions, "edge" | "middle">): Collected[] {
  const rowOf = documentRows(tallies.map(({ units }) => units));
  const found: Collected[] = [];
  for (const { depth, units } of tallies) {
    const zone = zoneOf(depth, options);
    if (zone === undefined) continue;
    const { size, places, recall, scored } = units;
    for (let i = 0; i < size; i++) {
      const place = places[i] as number;
      const row = rowOf(place);
      found[row] ??= { document: units.nameOf(place), zones: noneYet() };
      const sum = found[row].zones[zone];
      sum.recall += recall[i] as number;
      sum.scored += scored[i] as number;
    }
  }
  return found;
}

function noneYet(): Collected["zones"] {
  return {
    first: { recall: 0, scored: 0 },
    middle: { recall: 0, scored: 0 },
    last: { recall: 0, scored: 0 },
  };
}
