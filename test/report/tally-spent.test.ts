import { describe, expect, it } from "vitest";
import { rowOf } from "../../src/record-row.ts";
import { costSection } from "../../src/report/sections/cost.ts";
import { tallySpent } from "../../src/report/tally-spent.ts";
import { madeInput, madeTrial } from "./made-input.ts";

const answered = (i: number, generation: object, attempts = 1) => {
  const trial = madeTrial(i);
  return rowOf({ ...trial, attempts, generation: { finish: { reason: "stop" as const }, ...generation } });
};

describe("tallySpent", () => {
  const tally = tallySpent();
  const judged = { by: "openai:referee", rubric: "yes-no@1", said: "yes" as const, output: "yes" };
  tally.add(answered(0, { promptTokens: 100, outputTokens: 5, totalMs: 10 }));
  tally.add(answered(1, { promptTokens: 50, judged: { ...judged, promptTokens: 30, outputTokens: 1 } }, 3));
  tally.add(answered(2, { promptTokens: 0, judged }));
  const spent = tally.spent();

  it("adds up what is said and counts who says it", () => {
    expect(spent).toMatchObject({ trials: 3, repeats: 2 });
    expect(spent.promptTokens).toEqual({ sum: 150, n: 3 });
    expect(spent.outputTokens).toEqual({ sum: 5, n: 1 });
    expect(spent.cachedTokens).toBeUndefined();
  });

  it("adds up what others told of what came behind", () => {
    const both = tallySpent();
    both.join(spent);
    both.join(spent);
    both.add(answered(3, { cachedTokens: 4 }, 2));
    expect(both.spent()).toEqual({
      ...{ trials: 7, repeats: 5 },
      promptTokens: { sum: 300, n: 6 },
      cachedTokens: { sum: 4, n: 1 },
      outputTokens: { sum: 10, n: 2 },
      totalMs: { sum: 20, n: 2 },
      judges: [
        { by: "openai:referee", answers: 4, promptTokens: { sum: 60, n: 2 }, outputTokens: { sum: 2, n: 2 } },
      ],
    });
  });

  it("keeps what a judge took beside it", () => {
    expect(spent.judges).toEqual([
      { by: "openai:referee", answers: 2, promptTokens: { sum: 30, n: 1 }, outputTokens: { sum: 1, n: 1 } },
    ]);
    const { markup } = costSection(spent, madeInput().manifest, []);
    expect(markup.replaceAll("<wbr>", "")).toContain(
      "Judged by openai:referee, on top: 2 answers; prompt tokens: 30 (of 1 that say so); answer tokens: 1 (of 1 that say so).",
    );
  });
});
