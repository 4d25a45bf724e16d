/** How two arms' answers to the same items part. */
export interface AnswerDivergence {
  readonly arm: string;
  readonly against: string;
  /** Items that both answered. */
  readonly items: number;
  /** Of those answered in other words: index of the first token in which they differ, from 0; sorted. */
  readonly partedAt: readonly number[];
}

/**
 * @param outputs arm -> item -> answer
 * @param encode tokens of an answer
 */
export function answerDivergence(
  outputs: ReadonlyMap<string, ReadonlyMap<string, string>>,
  pairs: readonly (readonly [string, string])[],
  encode: (text: string) => readonly number[],
): readonly AnswerDivergence[] {
  return pairs.map(([arm, against]): AnswerDivergence => {
    const [first, second] = [outputs.get(arm), outputs.get(against)];
    const common = [...(first?.keys() ?? [])].filter((item) => second?.has(item));
    const parted = common.flatMap((item) => {
      const at = firstDifference(encode(first?.get(item) ?? ""), encode(second?.get(item) ?? ""));
      return at === undefined ? [] : [at];
    });
    return { arm, against, items: common.length, partedAt: parted.sort((a, b) => a - b) };
  });
}

/** Index of the first element in which two lists differ; undefined where they are equal. */
function firstDifference(a: readonly number[], b: readonly number[]): number | undefined {
  const end = Math.max(a.length, b.length);
  for (let i = 0; i < end; i++) if (a[i] !== b[i]) return i;
  return undefined;
}
