import type { ArmDifference } from "./arms/arm-differences.ts";

/** The floor: how often the rule is kept without the instruction. */
export const FLOOR = "nowhere";

type PlaceVerdict = "best" | "some worse" | "equivalent" | "not followed" | "undecided";

export interface BestPlace {
  /**
   * `best`: one place is shown better than every other. `some worse`: some are shown worse than others, no single one
   * is best. `equivalent`: all are within the margin of each other. `not followed`: at no place is the rule shown to be
   * kept more often than without the instruction. `undecided`: too few questions.
   */
  readonly verdict: PlaceVerdict;
  /** Places that no other is shown to be better than. */
  readonly top: readonly string[];
  /** Places that some other is shown to be better than. */
  readonly worse: readonly string[];
}

/** Every pair of places, the floor among them: what a best place is decided by. */
export function placePairs(places: readonly string[]): readonly (readonly [string, string])[] {
  return places.flatMap((first, i) => places.slice(i + 1).map((second) => [first, second] as const));
}

/** The best place from the differences of all pairs. */
export function bestPlace(places: readonly string[], differences: readonly ArmDifference[]): BestPlace {
  const real = places.filter((place) => place !== FLOOR);
  const beats = (first: string, second: string): boolean =>
    differences.some(
      ({ arm, against, verdict }) =>
        (arm === first && against === second && verdict === "better") ||
        (arm === second && against === first && verdict === "worse"),
    );
  const worse = real.filter((place) => real.some((other) => beats(other, place)));
  const top = real.filter((place) => !worse.includes(place));
  if (places.includes(FLOOR) && !real.some((place) => beats(place, FLOOR)))
    return { verdict: "not followed", top, worse };
  const winner = real.find((place) => real.every((other) => other === place || beats(place, other)));
  if (winner !== undefined && real.length > 1) return { verdict: "best", top: [winner], worse };
  if (worse.length > 0) return { verdict: "some worse", top, worse };
  const among = differences.filter(({ arm, against }) => real.includes(arm) && real.includes(against));
  const equal = among.length > 0 && among.every(({ verdict }) => verdict === "equivalent");
  return { verdict: equal ? "equivalent" : "undecided", top, worse };
}
