import type { AnalysisOptions } from "../findings.ts";
import { type Contrast, pairedContrast } from "./paired-contrast.ts";
import type { DocumentZones, Zone, ZoneSum } from "./zones.ts";

/** Recall in the zones `left` minus recall in the zones `right`, paired by document; undefined without a pair. */
export function contrast(
  documents: readonly DocumentZones[],
  left: readonly Zone[],
  right: readonly Zone[],
  options: AnalysisOptions,
): Contrast | undefined {
  return pairedContrast(sidesOf(documents, left, right), options);
}

/** Of each document with a scored trial on both sides: what stands on either. */
export function sidesOf(
  documents: readonly DocumentZones[],
  left: readonly Zone[],
  right: readonly Zone[],
): (readonly [ZoneSum, ZoneSum])[] {
  return documents
    .map((zones) => [together(zones, left), together(zones, right)] as const)
    .filter(([a, b]) => a.scored > 0 && b.scored > 0);
}

function together(zones: DocumentZones, names: readonly Zone[]): ZoneSum {
  const sum = (field: keyof ZoneSum): number => names.reduce((total, name) => total + zones[name][field], 0);
  return { recall: sum("recall"), scored: sum("scored") };
}
