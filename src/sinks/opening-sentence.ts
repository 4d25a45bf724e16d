import type { ArmDifference, DifferenceVerdict } from "./arms/arm-differences.ts";
import { NO_LINE } from "./arms/opening-arms.ts";

export interface OpeningFacts {
  readonly margin: number;
  /** Items that every arm answered. */
  readonly n: number;
  /** Kinds of items that no arm got right: they can show no difference. */
  readonly floor: readonly string[];
  /** Items among them that a model judged, and which. */
  readonly judged: number;
  readonly judgedBy?: string;
}

export interface OpeningTold {
  /** The line that it is about. */
  readonly arm: string;
  readonly told: { readonly verdict: string; readonly sentence: string };
}

/**
 * Which line is better, and what its controls leave of it. A line is only called better where it is shown; its effect is
 * put down to words, place or mere length only where the control that takes that away is shown to do worse.
 */
export function openingSentence(
  differences: readonly ArmDifference[],
  hits: ReadonlyMap<string, readonly boolean[]>,
  { margin, n, floor, judged, judgedBy }: OpeningFacts,
): OpeningTold {
  const main = differences.filter(({ against }) => /^[A-Z]$/.test(against));
  const better = main.filter(({ verdict }) => verdict === "better");
  const best = better.reduce<ArmDifference | undefined>(
    (top, one) => (top === undefined || one.difference > top.difference ? one : top),
    undefined,
  );
  const arm = best?.arm ?? "A";
  const controls = controlsSentence(arm, differences);
  const told = (verdict: string, sentence: string) => ({
    verdict,
    sentence: [
      sentence,
      ...(controls === "" ? [] : [controls]),
      ...(judgedBy === undefined ? [] : [`Judged by ${judgedBy}: ${judged} of the ${n} items.`]),
      ...(floor.length === 0
        ? []
        : [`No item of these kinds was right under any opening: ${floor.join(", ")}.`]),
    ].join(" "),
  });
  if (main.length === 0) return { arm, told: told("one line", `One line, ${n} items.`) };
  if (best !== undefined)
    return {
      arm,
      told: told(
        "better",
        `${arm} is better than ${best.against} (${n} items): ${shareOf(hits.get(arm))} right against ${shareOf(hits.get(best.against))}, a difference of ${points(best)}.`,
      ),
    };
  if (main.every(({ verdict }) => verdict === "worse"))
    return { arm, told: told("first", `A is better than every other line (${n} items).`) };
  if (main.every(({ verdict }) => verdict === "equivalent"))
    return {
      arm,
      told: told(
        "equivalent",
        `No line is better than another: all are within ${Math.round(100 * margin)} points of A (${n} items).`,
      ),
    };
  return {
    arm,
    told: told(
      "undecided",
      `Not decided (${n} items): no line is shown to be better than A, nor are all shown to be within ${Math.round(100 * margin)} points of it.`,
    ),
  };
}

/** What of a line's effect its controls take away. */
function controlsSentence(line: string, differences: readonly ArmDifference[]): string {
  const own = differences.filter(({ arm }) => arm === line);
  const verdictOf = (against: string): DifferenceVerdict | undefined =>
    own.find((one) => one.against === against)?.verdict;
  const none = verdictOf(NO_LINE);
  if (none === undefined) return "";
  if (none === "worse") return `Without any line the model does better than with ${line}.`;
  if (none === "equivalent") return `Without any line it comes out the same as with ${line}.`;
  if (none !== "better")
    return `That ${line} does anything at all is not shown: without a line it is not shown to differ.`;
  const said = (
    [
      [`${line} shuffled`, "in which order its words stand", "the same words in another order do as well"],
      [`${line} neutral`, "which words they are", "a neutral line of its length does as well"],
      [`${line} later`, "that it stands first", "at the end of the message it does as well"],
    ] as const
  ).flatMap(([against, matters, same]) => {
    switch (verdictOf(against)) {
      case "better":
        return [`it matters ${matters} (${pointsOf(own, against)})`];
      case "equivalent":
        return [same];
      case "worse":
        return [
          against.endsWith("later") ? "at the end of the message it does better" : `${against} does better`,
        ];
      case "not shown to differ":
        return [`whether it matters ${matters} is not shown`];
      default:
        return [];
    }
  });
  return `Against none ${line} gains ${pointsOf(own, NO_LINE)}; ${said.join("; ")}.`;
}

function pointsOf(differences: readonly ArmDifference[], against: string): string {
  const found = differences.find((one) => one.against === against);
  return found === undefined ? "" : points(found);
}

function points({ difference, interval }: ArmDifference): string {
  const round = (value: number): number => Math.round(100 * value);
  return `${round(difference)} points (95 % interval ${round(interval.low)} to ${round(interval.high)})`;
}

function shareOf(hits: readonly boolean[] = []): string {
  return `${Math.round((100 * hits.filter(Boolean).length) / Math.max(1, hits.length))} %`;
}
