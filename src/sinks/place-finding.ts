import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { holmOver } from "../stats/holm-over.ts";
import { wilson } from "../stats/wilson.ts";
import { armDifferences } from "./arms/arm-differences.ts";
import { type ArmGroup, armGroups, pairedArms } from "./arms/arm-record.ts";
import { defaultPlaces } from "./arms/instruction-places.ts";
import { PLACE_PREFIX } from "./arms/instruction-task.ts";
import { type BestPlace, bestPlace, FLOOR, placePairs } from "./best-place.ts";

/**
 * Per (model, length): rows "compliance" (a place), "difference" (every pair of places) and one "recommendation".
 * Paired by document; a document that some place did not answer is in no number.
 */
export const placeFinding: Analysis = {
  name: "instruction-places",
  question: "Where in a long prompt is an instruction followed best?",
  run: (trials, options) => ({
    name: placeFinding.name,
    question: placeFinding.question,
    rows: armGroups(trials, PLACE_PREFIX, false).flatMap((group) => rowsOf(group, options)),
    cautions: [],
  }),
};

function rowsOf(record: ArmGroup, { level, margin }: AnalysisOptions): readonly Row[] {
  const { model, length, simulated, estimated } = record;
  const group = {
    ...{ model, length },
    ...(simulated ? { simulated } : {}),
    ...(estimated ? { estimated } : {}),
  };
  const places = inOrder([...record.arms.keys()]);
  const { questions, hits, left } = pairedArms(record, places);
  const n = questions.length;
  if (n === 0)
    return [
      {
        group,
        name: "recommendation",
        unscored: left,
        verdict: "undecided",
        sentence: "No document was scored at every place: nothing can be compared.",
      },
    ];
  const pairs = placePairs(places);
  const differences = armDifferences(hits, pairs, { alpha: 1 - level, margin });
  const found = bestPlace(places, differences);
  const shares = places.map((place): Row => {
    const kept = (hits.get(place) ?? []).filter(Boolean).length;
    const estimate = { value: kept / n, ...wilson(kept, n, level), n, method: "Wilson 95 %" };
    return { group: { ...group, place }, name: "compliance", estimate, unscored: left };
  });
  const differenceRows = differences.map(
    ({ arm, against, difference, interval, adjusted, verdict }): Row => ({
      group: { ...group, place: arm, against },
      name: "difference",
      estimate: {
        value: difference,
        ...interval,
        n,
        method: `Newcombe of gains and losses; p: exact McNemar${holmOver(pairs.length)}`,
        p: adjusted,
      },
      unscored: left,
      verdict,
    }),
  );
  const shareOf = (place: string): string =>
    `${Math.round((100 * (hits.get(place) ?? []).filter(Boolean).length) / n)} %`;
  return [
    ...shares,
    ...differenceRows,
    {
      group: { ...group, place: found.top.join(", ") },
      name: "recommendation",
      unscored: left,
      verdict: found.verdict,
      sentence: sentenceOf(found, { n, margin, shareOf, hasFloor: places.includes(FLOOR) }),
    },
  ];
}

interface Words {
  readonly n: number;
  readonly margin: number;
  readonly hasFloor: boolean;
  shareOf(place: string): string;
}

function sentenceOf({ verdict, top, worse }: BestPlace, { n, margin, shareOf, hasFloor }: Words): string {
  const named = (places: readonly string[]): string =>
    places.map((place) => `${place} ${shareOf(place)}`).join(", ");
  const floor = hasFloor ? `; without it the rule is kept in ${shareOf(FLOOR)}` : "";
  switch (verdict) {
    case "best":
      return `The instruction is followed best at ${named(top)} (${n} documents), better than at every other place${floor}.`;
    case "some worse":
      return `No single place is best (${n} documents): none is shown to be better than ${named(top)}; worse are ${named(worse)}${floor}.`;
    case "equivalent":
      return `No place is better than another: all are within ${Math.round(100 * margin)} points of each other (${n} documents; ${named(top)})${floor}.`;
    case "not followed":
      return `The instruction is not followed (${n} documents): at no place is its rule shown to be kept more often than without it (${shareOf(FLOOR)}), so nothing is said about places.`;
    case "undecided":
      return `Not decided (${n} documents): no place is shown to be better than another, nor are all shown to be within ${Math.round(100 * margin)} points of each other${floor}.`;
  }
}

function inOrder(places: readonly string[]): readonly string[] {
  const rank = (place: string): number => {
    const depth = /^depth-(\d+)$/.exec(place)?.[1];
    const known = defaultPlaces.indexOf(depth === undefined ? place : "depth-25");
    return known + (depth === undefined ? 0 : Number(depth) / 1000);
  };
  return [...places].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}
