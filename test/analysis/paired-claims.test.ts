import { describe, expect, it } from "vitest";
import type { CommonCell } from "../../src/analysis/common-cells.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { claimSentence, estimateOf, pairedClaims } from "../../src/analysis/paired-claims.ts";
import { holm } from "../../src/stats/holm.ts";
import { mcnemar } from "../../src/stats/mcnemar.ts";

const options = { ...defaultAnalysisOptions, bootstrapDraws: 500 };

/** One cell a document: hits of either side. */
const cellsOf = (hits: readonly (readonly [number, number])[], depth = 0.5): CommonCell[] =>
  hits.map(([a, b], i) => ({
    task: "needle",
    length: 1024,
    depth,
    document: `d#${i}`,
    sides: [
      { recall: a, scored: 1 },
      { recall: b, scored: 1 },
    ],
  }));
const times = (n: number, a: number, b: number): (readonly [number, number])[] => new Array(n).fill([a, b]);
const claimOf = (hits: readonly (readonly [number, number])[]) => {
  const [claim] = pairedClaims([{ first: 0, second: 1, cells: cellsOf(hits) }], options);
  if (claim === undefined) throw new Error("no claim");
  return { claim, sentence: claimSentence(claim, ["A", "B"], "on needle", options) };
};

describe("claims of pairs of sides", () => {
  it("are better, worse, equivalent or none of these, and say so with their numbers", () => {
    const better = claimOf([...times(12, 1, 0), ...times(8, 1, 1)]);
    expect(better.claim.verdict).toBe("better");
    expect(better.sentence).toMatch(
      /^A recalls more than B on needle: 100 % against 40 %, a difference of 60 points \(95 % interval \d+ to \d+, n = 20 documents; p < 0\.001\)\.$/,
    );
    const worse = claimOf([...times(12, 0, 1), ...times(8, 1, 1)]);
    expect(worse.claim.verdict).toBe("worse");
    expect(worse.sentence).toMatch(
      /^A recalls less than B on needle: 40 % against 100 %, a difference of −60 points /,
    );
    const same = claimOf(times(40, 1, 1));
    expect(same.claim.verdict).toBe("equivalent");
    expect(same.sentence).toMatch(
      /^A and B recall the same on needle, within 10 points: 100 % against 100 %, a difference of 0 points \(95 % interval −9 to 9, n = 40 documents; 90 % interval −\d to \d; p = 0\.018\)\.$/,
    );
    const open = claimOf([...times(5, 1, 0), ...times(4, 0, 1), ...times(11, 1, 1)]);
    expect(open.claim.verdict).toBe("not shown to differ");
    expect(open.sentence).toMatch(
      /^A and B are not shown to differ on needle, nor to be within 10 points: 80 % against 75 %, a difference of 5 points \(.*; p = 1\.000\); the smallest difference that this n finds four times in five is \d+ points\.$/,
    );
    const few = claimOf(times(5, 1, 0));
    expect(few.claim.verdict).toBe("not shown to differ");
    expect(few.sentence).toMatch(
      /; this n can show no difference, whatever it is: at least 6 documents are needed\.$/,
    );
    expect(claimOf(times(6, 1, 0)).claim.verdict).toBe("better");
  });

  it("are equivalent after Holm only: of many pairs, some would be by chance", () => {
    const same = times(40, 1, 1);
    const verdicts = (n: number) =>
      pairedClaims(
        Array.from({ length: n }, () => ({ first: 0, second: 1, cells: cellsOf(same) })),
        options,
      ).map(({ verdict }) => verdict);
    expect(verdicts(2)).toEqual(["equivalent", "equivalent"]); // p = 0.018
    expect(verdicts(3)).toEqual(Array.from({ length: 3 }, () => "not shown to differ"));
  });

  it("are one family by Holm, and keep the cells of each", () => {
    const groups = [[...times(8, 1, 0)], [...times(9, 1, 0), ...times(3, 0, 1)], [...times(4, 1, 1)]].map(
      (hits) => cellsOf(hits),
    );
    const claims = pairedClaims(
      groups.map((cells) => ({ first: 0, second: 1, cells })),
      options,
    );
    const ps = [mcnemar(8, 0), mcnemar(9, 3), 1];
    expect(claims.map(({ adjusted }) => adjusted)).toEqual(holm(ps).map((p) => expect.closeTo(p, 12)));
    expect(claims.map(({ family }) => family)).toEqual([3, 3, 3]);
    expect(claims.map(({ cells }) => cells)).toEqual(groups);
    const [claim] = claims;
    if (claim === undefined) throw new Error("no claim");
    expect(claimSentence(claim, ["A", "B"], "there", options)).toMatch(
      /p = 0\.023 after Holm over 3 claims\)\.$/,
    );
    expect(estimateOf(claim).p).toBeCloseTo(3 * mcnemar(8, 0), 12);
    expect(estimateOf(claim).method).toMatch(/; p: exact McNemar, Holm over 3$/);
  });

  it("weigh a document by the mean of its cells, and each cell by the mean of its repeats", () => {
    const cell = (
      document: string,
      depth: number,
      a: readonly [number, number],
      b: readonly [number, number],
    ) => ({
      task: "needle",
      length: 1024,
      depth,
      document,
      sides: [
        { recall: a[0], scored: a[1] },
        { recall: b[0], scored: b[1] },
      ],
    });
    const cells = [
      cell("d#1", 0, [3, 4], [1, 1]),
      cell("d#1", 1, [1, 1], [0, 2]),
      cell("d#2", 0, [0, 1], [1, 2]),
      // Not scored on one side: in no number.
      cell("d#2", 1, [1, 1], [0, 0]),
      cell("d#3", 1, [0, 0], [1, 1]),
    ];
    const [claim] = pairedClaims([{ first: 0, second: 1, cells }], options);
    expect(claim?.recalls[0]).toBeCloseTo((0.875 + 0) / 2, 12);
    expect(claim?.recalls[1]).toBeCloseTo((0.5 + 0.5) / 2, 12);
    expect(claim?.contrast.gap.value).toBeCloseTo((0.375 - 0.5) / 2, 12);
    expect(claim?.contrast.estimate.n).toBe(2);
    expect(claim?.cellsEach).toBe(1.5);
    const turned = pairedClaims([{ first: 1, second: 0, cells }], options);
    expect(turned[0]?.contrast.gap.value).toBeCloseTo((0.5 - 0.375) / 2, 12);
    expect(pairedClaims([{ first: 0, second: 1, cells: cells.slice(3) }], options)).toEqual([]);
  });
});
