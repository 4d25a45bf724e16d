import type { AnalysisOptions } from "../findings.ts";
import { shownAfter } from "../stats/shown-after.ts";
import type { DocumentZones, Zone } from "./zones.ts";

/** The stated chance of a wrong verdict, and the half-width within which a difference counts as none. */
export type SequentialRule = Required<Pick<AnalysisOptions, "margin">> & { readonly error: number };

/** Differences of the documents that have them, -1..1, in the order given. */
export interface Differences {
  readonly start: readonly number[];
  readonly end: readonly number[];
  /** How far one end lies below half-way from the middle to the other: what "only" says of the other end. */
  readonly endBelowHalf: readonly number[];
  readonly startBelowHalf: readonly number[];
}

/** What the documents so far have shown of one mean difference: its sign, and that it is within the margin. */
export interface Shown {
  readonly above: boolean;
  readonly below: boolean;
  readonly within: boolean;
}

/** Share of the error that one claim "above 0" or "below 0" may use up; see `decideSequentially`. */
const SIGN_SHARE = 1 / 5;
/** And one claim "above minus the margin" or "below the margin". */
const MARGIN_SHARE = 2 / 5;

/** The level of a two-sided interval that lies off 0 where a sign is shown, but for crossing times. */
export function signLevel(error: number): number {
  return 1 - 2 * SIGN_SHARE * error;
}

/** Each contrast uses the documents that have a scored trial in every zone it names. */
export function differencesOf(documents: readonly DocumentZones[]): Differences {
  const contrast = (weights: Readonly<Partial<Record<Zone, number>>>): number[] => {
    const named = Object.entries(weights) as [Zone, number][];
    return documents
      .filter((zones) => named.every(([zone]) => zones[zone].scored > 0))
      .map((zones) =>
        named.reduce((sum, [zone, weight]) => sum + (weight * zones[zone].recall) / zones[zone].scored, 0),
      );
  };
  return {
    start: contrast({ first: 1, middle: -1 }),
    end: contrast({ last: 1, middle: -1 }),
    endBelowHalf: contrast({ first: 0.5, middle: 0.5, last: -1 }),
    startBelowHalf: contrast({ first: -1, middle: 0.5, last: 0.5 }),
  };
}

/** What was shown by the last of these values, at it or before. */
export function shownOf(values: readonly number[], { error, margin }: SequentialRule): Shown {
  const mirrored = values.map((value) => -value);
  const ever = (list: readonly number[], mean: number, share: number): boolean =>
    shownAfter(list, { mean, alpha: share * error }) !== undefined;
  return {
    above: ever(values, 0, SIGN_SHARE),
    below: ever(mirrored, 0, SIGN_SHARE),
    within: ever(values, -margin, MARGIN_SHARE) && ever(mirrored, -margin, MARGIN_SHARE),
  };
}
