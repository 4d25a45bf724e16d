import { describe, expect, it } from "vitest";
import { defaultAnalysisOptions as options } from "../../src/analysis/index.ts";
import { middleGap } from "../../src/analysis/middle-gap.ts";
import { edgesAndMiddle, simulateTrials, type Truth } from "../simulate.ts";

function verdictOf(truth: Truth, extra: Truth[] = []) {
  const trials = [truth, ...extra].flatMap((one) => simulateTrials(one));
  const { rows, cautions } = middleGap.run(trials, options);
  const row = rows.find((one) => one.name === "verdict");
  return { rows, cautions, verdict: row?.verdict, sentence: row?.sentence ?? "" };
}

const step = (keeps: (depth: number) => boolean) => (depth: number) => +keeps(depth);

describe("the controls' shapes", () => {
  it("dense: flat, with the margin and its intervals stated", () => {
    const { verdict, sentence } = verdictOf({ recall: () => 1, documents: 30 });
    expect(verdict).toBe("flat");
    expect(sentence).toBe(
      "Flat at 1,024 tokens: recall is 100 % at the edges and 100 % in the middle; start and end are within 10 points of the middle (90 % intervals −8 to 8 and −8 to 8, n = 30 documents).",
    );
  });

  it("sinks and window: lost in the middle", () => {
    const { verdict, sentence } = verdictOf({ recall: edgesAndMiddle(1, 0), documents: 12 });
    expect(verdict).toBe("lost in the middle");
    expect(sentence).toBe(
      "Lost in the middle at 1,024 tokens: recall falls from 100 % at the edges to 0 % in the middle, a gap of 100 points (95 % interval 66 to 100, n = 12 documents).",
    );
  });

  it.each([0.15, 0.35, 0.5, 0.65, 0.85])("a window from depth %f: recency only", (from) => {
    const { verdict, sentence } = verdictOf({ recall: step((depth) => depth > from), documents: 12 });
    expect(verdict).toBe("recency only");
    expect(sentence).toMatch(
      /^Recency only at 1,024 tokens: recall is 0 % at the start, \d+ % in the middle and 100 % at the end; the ends differ by 100 points \(p < 0\.001, n = 12 documents\), and only the end is favoured\.$/,
    );
  });

  it.each([0.15, 0.35, 0.5, 0.65, 0.85])("a head to depth %f: primacy only", (to) => {
    expect(verdictOf({ recall: step((depth) => depth < to), documents: 12 }).verdict).toBe("primacy only");
  });

  it("better in the middle: inverted", () => {
    const { verdict, sentence } = verdictOf({ recall: edgesAndMiddle(0.2, 0.95), documents: 20 });
    expect(verdict).toBe("inverted");
    expect(sentence).toMatch(
      /^Inverted at 1,024 tokens: recall rises from \d+ % at the edges to \d+ % in the middle/,
    );
  });
});

describe("what is not claimed", () => {
  it("four perfect documents are not flat", () => {
    const { verdict, sentence } = verdictOf({ recall: () => 1, documents: 4 });
    expect(verdict).toBe("inconclusive");
    expect(sentence).toContain(
      "(95 % interval −49 to 49, n = 4 documents), from 100 % at the edges to 100 % in the middle; this n can show no gap, whatever it is: at least 7 documents are needed",
    );
    const seven = verdictOf({ recall: () => 1, documents: 7 }).sentence;
    expect(seven).toContain("the smallest gap that this n finds four times in five is 53 points");
  });

  it("six documents with a whole gap are too few for Holm over exact p values of 0.031; seven are enough", () => {
    expect(verdictOf({ recall: edgesAndMiddle(1, 0), documents: 6 }).verdict).toBe("inconclusive");
    expect(verdictOf({ recall: edgesAndMiddle(1, 0), documents: 7 }).verdict).toBe("lost in the middle");
  });

  it("nothing found anywhere is at the floor, not flat, with a caution", () => {
    const { verdict, sentence, cautions } = verdictOf({ recall: () => 0, documents: 30 });
    expect(verdict).toBe("at the floor");
    expect(sentence).toBe(
      "At the floor at 1,024 tokens: recall is 0 % at every depth (n = 330); where nothing is found, nothing can be said about the middle. Ability not known: it was not asked with the fact alone.",
    );
    expect(cautions.join()).toContain("recall is at the floor: an effect of position has no room to show.");
  });

  it("what is answered without the context as well is the floor", () => {
    const closed: Truth = { recall: () => 0.75, arm: "closed-book", documents: 40, depths: [0] };
    const { sentence } = verdictOf({ recall: () => 0.5, likeness: 1, documents: 40 }, [closed]);
    expect(sentence).toMatch(
      /^At the floor at 1,024 tokens: recall is \d+ % over 11 depths \(n = 440\) \(without the context: \d+ %\); what is answered without the context as well/,
    );
  });

  it("a floor at one length only, of a task within the ability, is a floor; the ceiling at another is named", () => {
    const oracle: Truth = { recall: () => 1, arm: "oracle", documents: 30, depths: [0] };
    const { rows, cautions } = verdictOf(
      { recall: (_, length) => +(length < 2000), lengths: [512, 1024, 4096], documents: 30 },
      [oracle],
    );
    const verdicts = rows.filter((row) => row.name === "verdict").map((row) => row.verdict);
    expect(verdicts).toEqual(["flat", "flat", "at the floor"]);
    expect(cautions).toEqual([
      "simulated:u, needle: at 512, 1,024 tokens, recall is at the ceiling: how much harder one depth is than another has no room to show; a harder setting or a longer context may.",
      "simulated:u, needle: at 4,096 tokens, recall is at the floor: an effect of position has no room to show.",
    ]);
  });

  it("a hole where the zones do not look is not flat", () => {
    const { verdict, sentence } = verdictOf({ recall: step((depth) => depth !== 0.2), documents: 30 });
    expect(verdict).toBe("inconclusive");
    expect(sentence).toContain("recall drops to 0 % at depth 0.2 (p < 0.001)");
  });

  it("one end shown and the other not to be told apart is inconclusive", () => {
    const { verdict, sentence } = verdictOf({
      recall: edgesAndMiddle(0.9, 0.55, 0.78),
      documents: 14,
      seed: 3,
    });
    expect([verdict, sentence.replace(/\d+/g, "#")]).toEqual([
      "inconclusive",
      "Inconclusive at #,# tokens: a gap of # points (# % interval # to #, n = # documents), from # % at the edges to # % in the middle; the start is # points above the middle (p = #.#), but how the other end compares cannot be told.",
    ]);
  });

  it("no depth in a zone: says which, and gives the rest", () => {
    const { verdict, rows, cautions } = verdictOf({ recall: () => 1, depths: [0, 0.33, 0.67, 1] });
    expect(verdict).toBe("inconclusive");
    expect(cautions.join()).toContain("no depth was asked in the middle (depth 0.4 to 0.6)");
    expect(rows.map((row) => [row.name, row.estimate !== undefined])).toEqual([
      ["edge recall", true],
      ["middle recall", false],
      ["middle gap", false],
      ["primacy", false],
      ["recency", false],
      ["start minus end (difference)", true],
      ["equivalence of ends and middle (difference)", false],
      ["verdict", false],
    ]);
  });

  it("a trial lost more often in the middle: the curve is not to be trusted", () => {
    const { verdict, sentence, cautions } = verdictOf({
      recall: () => 0.9,
      lost: (depth) => (depth === 0.5 ? 0.6 : 0),
    });
    expect(verdict).toBe("not to be trusted");
    expect(sentence).toMatch(/: the curve is not to be trusted\. Of those that were scored: Inconclusive at/);
    expect(cautions.join()).toContain("the curve is not to be trusted");
  });

  it("which trials were lost at one length says nothing of another", () => {
    const trials = simulateTrials({
      lengths: [1024, 4096],
      recall: () => 1,
      lost: (depth, length) => (length === 1024 && depth === 0.5 ? 0.6 : 0),
    });
    const verdicts = middleGap.run(trials, options).rows.filter(({ name }) => name === "verdict");
    expect(verdicts.map(({ verdict }) => verdict)).toEqual(["not to be trusted", "flat"]);
  });
});

describe("rows", () => {
  it("keep models, tasks and lengths apart", () => {
    const trials = [
      ...simulateTrials({
        lengths: [256, 4096],
        recall: (_, length) => (length > 1000 ? 0 : 1),
        documents: 30,
      }),
      ...simulateTrials({ model: "simulated:other", recall: edgesAndMiddle(1, 0), documents: 10 }),
    ];
    const verdicts = middleGap.run(trials, options).rows.filter((row) => row.name === "verdict");
    expect(
      verdicts.map((row) => [row.group.model, row.group.length, row.verdict, row.sentence?.slice(0, 17)]),
    ).toEqual([
      ["simulated:other", 1024, "lost in the middle", "Lost in the middl"],
      ["simulated:u", 256, "flat", "Flat at 256 token"],
      ["simulated:u", 4096, "at the floor", "At the floor at 4"],
    ]);
  });

  it("adjust by Holm over the two, and name McNemar where documents are single pairs", () => {
    const { rows } = verdictOf({ recall: edgesAndMiddle(1, 0), depths: [0, 0.5, 1], documents: 10 });
    const primacy = rows.find((row) => row.name === "primacy")?.estimate;
    expect(primacy?.p).toBeCloseTo(2 * 2 * 0.5 ** 10, 12);
    expect(primacy?.method).toContain("p: exact McNemar, Holm over 2");
  });

  it("are the same for the same trials in any order, and change with the margin", () => {
    const trials = simulateTrials({ recall: edgesAndMiddle(0.9, 0.7), documents: 25 });
    const values = (list: typeof trials) =>
      middleGap.run(list, options).rows.map((row) => [row.name, row.estimate?.value]);
    expect(values([...trials].reverse())).toEqual(values(trials));
    expect(middleGap.run(trials, options)).toEqual(middleGap.run(trials, options));
    const wide = middleGap.run(trials, { ...options, margin: 0.6 }).rows.at(-1);
    expect(wide?.verdict).toBe("flat");
    expect(wide?.sentence).toContain("within 60 points");
  });

  it("count what was not scored in the zones of the row", () => {
    const { rows } = verdictOf({
      recall: () => 1,
      lost: (depth) => +(depth === 0.5 || depth === 0.3),
      documents: 10,
    });
    expect(rows.map((row) => row.unscored)).toEqual([0, 10, 10, 10, 10, 0, 10, 20]);
  });
});
