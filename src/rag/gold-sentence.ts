import { chance, percent } from "../number-words.ts";
import { wilson } from "../stats/wilson.ts";
import type { PairedDifference } from "./paired-difference.ts";

/** `notices`: it answers less often when the chunk is taken out; `answers all the same`: as often, within the margin. */
export type GoldVerdict = "notices" | "answers all the same" | "cannot tell";

interface GoldTally {
  readonly n: number;
  readonly right: number;
  readonly wrong: number;
  readonly abstained: number;
}

export interface GoldCounts {
  readonly chunks: number;
  readonly level: number;
  readonly takenOut: GoldTally;
  readonly missed: GoldTally;
  readonly given: GoldTally;
  readonly paired: PairedDifference | undefined;
  /** False answers by the place of the one chunk that states them. */
  readonly places: ReadonlyMap<number, number>;
}

/** The verdict in sentences with their numbers. */
export function goldSentence(verdict: GoldVerdict, counts: GoldCounts): string {
  const { chunks, level, takenOut, missed, given, paired } = counts;
  const rate = ({ wrong, n }: GoldTally): string => {
    const { low, high } = wilson(wrong, n, level);
    return `${percent(wrong / n)} (95 % interval ${Math.round(100 * low)} to ${Math.round(100 * high)}, n = ${n})`;
  };
  const head = `${chunks > 0 ? `${chunks} chunks: ` : ""}`;
  const sentences = [
    takenOut.n === 0
      ? "no question was scored with the answer's chunks taken out"
      : `with the answer's chunks taken out, it answers falsely in ${rate(takenOut)}`,
    missed.n === 0
      ? "The retriever had missed no scored question"
      : `Where the retriever had missed them: ${rate(missed)}`,
    ...(given.n === 0
      ? []
      : [
          `With them there, it is right in ${percent(given.right / given.n)} and abstains in ${percent(given.abstained / given.n)} (n = ${given.n})`,
        ]),
    ...(paired === undefined ? [] : [`${VERDICTS[verdict]}${pairedWords(paired)}`]),
    ...placeWords(counts),
  ];
  return `${head}${sentences.join(". ")}.`;
}

const VERDICTS: Readonly<Record<GoldVerdict, string>> = {
  notices: "It notices",
  "answers all the same": "It answers all the same",
  "cannot tell": "Whether it notices cannot be told",
};

function pairedWords({ value, low, high, n, p }: PairedDifference): string {
  const points = (share: number): string => String(Math.round(100 * share)).replace("-", "\u2212");
  return `: ${points(value)} points fewer questions are answered when they are taken out (${points(low)} to ${points(high)}, n = ${n}, ${chance(p)})`;
}

function placeWords({ places, takenOut, missed }: GoldCounts): readonly string[] {
  const wrong = takenOut.wrong + missed.wrong;
  const traced = [...places.values()].reduce((sum, n) => sum + n, 0);
  if (traced === 0) return [];
  const [place, most] = [...places].reduce((top, one) => (one[1] > top[1] ? one : top));
  return [
    `${traced} of ${wrong} false answers are stated by one chunk alone, most often by that in place ${place} (${most})`,
  ];
}
