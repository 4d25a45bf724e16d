import type { AnalysisOptions, Estimate } from "../findings.ts";
import { holm } from "../stats/holm.ts";
import { contrast } from "./contrast.ts";
import { type WorstDepth, worstDepth } from "./depth-test.ts";
import type { Contrast } from "./paired-contrast.ts";
import { recallOf } from "./recall.ts";
import type { Tally } from "./tally.ts";
import { type Zone, zoneOf, zonesByDocument } from "./zones.ts";

/** A contrast with its p after Holm. */
export type AdjustedContrast = Contrast & { readonly adjusted: number };

/** All that a verdict and its sentence follow from. Contrasts are paired by document. */
export interface Evidence {
  readonly first: Estimate;
  readonly middle: Estimate;
  readonly last: Estimate;
  /** First and last together. */
  readonly edge: Estimate;
  /** Recall over all depths. */
  readonly overall: Estimate;
  /** Edge minus middle. */
  readonly gap: Contrast;
  /** First minus middle, and last minus middle: the Holm family. */
  readonly primacy: AdjustedContrast;
  readonly recency: AdjustedContrast;
  /** First minus last. */
  readonly ends: Contrast;
  readonly worst: WorstDepth;
}

/** What can be had from one group's tallies; a part is missing where no trial was scored for it. */
export function gather(cells: readonly Tally[], options: AnalysisOptions): Partial<Evidence> {
  const recall = (...zones: readonly Zone[]): Estimate | undefined =>
    recallOf(within(cells, zones, options), options);
  const documents = zonesByDocument(cells, options);
  const primacy = contrast(documents, ["first"], ["middle"], options);
  const recency = contrast(documents, ["last"], ["middle"], options);
  const adjusted = holm([primacy, recency].flatMap((one) => (one ? [one.p] : [])));
  return present({
    first: recall("first"),
    middle: recall("middle"),
    last: recall("last"),
    edge: recall("first", "last"),
    overall: recallOf(cells, options),
    gap: contrast(documents, ["first", "last"], ["middle"], options),
    primacy: primacy && { ...primacy, adjusted: adjusted[0] ?? primacy.p },
    recency: recency && { ...recency, adjusted: adjusted.at(-1) ?? recency.p },
    ends: contrast(documents, ["first"], ["last"], options),
    worst: worstDepth(cells, options),
  });
}

/** Whether nothing is missing. */
export function isComplete(evidence: Partial<Evidence>): evidence is Evidence {
  return Object.keys(evidence).length === PARTS;
}

const PARTS = 10;

/** A group's tallies of the asked depths that lie in these zones. */
export function within(
  cells: readonly Tally[],
  zones: readonly Zone[],
  options: Pick<AnalysisOptions, "edge" | "middle">,
): Tally[] {
  return cells.filter((one) => zones.includes(zoneOf(one.depth, options) as Zone));
}

function present<T extends object>(parts: { readonly [K in keyof T]: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as Partial<T>;
}
