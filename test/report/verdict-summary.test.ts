import { describe, expect, it } from "vitest";
import { defaultStyle } from "../../src/charts/style.ts";
import type { Row } from "../../src/findings.ts";
import { verdictSummaries } from "../../src/report/verdict-summary.ts";

const rows = (pairs: readonly (readonly [number | string, string])[], model = "a:b"): Row[] =>
  pairs.map(([length, verdict]) => ({
    group: { model, task: "t", length },
    name: "verdict",
    unscored: 0,
    verdict,
    sentence: `${verdict} at ${length}.`,
  }));

const headlineOf = (pairs: readonly (readonly [number | string, string])[]): string | undefined =>
  verdictSummaries([{ name: "middle-gap", question: "?", rows: rows(pairs), cautions: [] }], defaultStyle)[0]
    ?.headline;

describe("verdictSummaries", () => {
  it.each([
    [[[256, "flat"]], "flat at 256 tokens"],
    [
      [
        [256, "flat"],
        [4096, "flat"],
      ],
      "flat at every length, 256 to 4,096 tokens",
    ],
    [
      [
        [4096, "lost in the middle"],
        [256, "flat"],
        [512, "flat"],
      ],
      "flat from 256 to 512 tokens; lost in the middle at 4,096 tokens",
    ],
    [
      [
        [1, "flat"],
        [2, "inconclusive"],
        [3, "flat"],
      ],
      "flat at 1 tokens; inconclusive at 2 tokens; flat at 3 tokens",
    ],
    [[["all", "flat"]], "flat over all lengths"],
  ] as const)("%j -> %s", (pairs, words) => expect(headlineOf(pairs)).toBe(words));

  it("tells the longest length first, a summary a model", () => {
    const all = [
      ...rows([
        [256, "flat"],
        [512, "inverted"],
      ]),
      ...rows([[256, "flat"]], "simulated:u"),
    ];
    const summaries = verdictSummaries(
      [{ name: "middle-gap", question: "?", rows: all, cautions: [] }],
      defaultStyle,
    );
    expect(summaries.map((s) => s.series.label)).toEqual(["a:b", "simulated:u (simulated)"]);
    expect(summaries[0]).toMatchObject({
      verdict: "inverted",
      sentences: ["inverted at 512.", "flat at 256."],
    });
  });

  it("is empty without the finding", () => expect(verdictSummaries([], defaultStyle)).toEqual([]));
});
