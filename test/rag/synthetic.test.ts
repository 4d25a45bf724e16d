import { describe, expect, it } from "vitest";
import { FLAG_RULES } from "../../src/rag/flag-rules.ts";
import { readChunkSet } from "../../src/rag/sets/index.ts";
import { syntheticSet } from "../../src/rag/sets/synthetic.ts";
import { statesAnswer } from "../../src/rag/states-answer.ts";
import { drawGoldRank, GOLD_RANKS, goldRankChance } from "../../src/rag/synthetic/gold-rank.ts";
import { createRng } from "../../src/random.ts";

const goldsOf = (set: ReturnType<typeof syntheticSet>) =>
  set.questions.map(({ chunks }) => chunks.filter(({ gold }) => gold));

describe("ranks of the gold chunk", () => {
  it("have the stated chances", () => {
    const chances = Array.from({ length: 400 }, (_, i) => goldRankChance(i + 1));
    const sum = (n: number): number => chances.slice(0, n).reduce((total, chance) => total + chance, 0);
    expect(sum(1)).toBeCloseTo(GOLD_RANKS.first, 12);
    expect(sum(5)).toBeCloseTo(GOLD_RANKS.topFive, 12);
    expect(sum(400)).toBeCloseTo(1 - GOLD_RANKS.absent, 12);
    // RocketQA's top 20 on Natural Questions.
    expect(sum(20)).toBeCloseTo(0.827, 3);
    for (let i = 1; i < 400; i++) if (i !== 5) expect(chances[i]).toBeLessThan(chances[i - 1] as number);
  });

  it("are drawn with them: 20,000 draws, each share within four standard errors", () => {
    const rng = createRng("gold-rank");
    const n = 20_000;
    const draws = Array.from({ length: n }, () => drawGoldRank(20, rng));
    const beyond = Array.from({ length: 400 }, (_, i) => goldRankChance(i + 21)).reduce((a, b) => a + b, 0);
    const shares: readonly (readonly [number, number])[] = [
      [draws.filter((rank) => rank === 1).length / n, GOLD_RANKS.first],
      [draws.filter((rank) => (rank ?? 99) <= 5).length / n, GOLD_RANKS.topFive],
      [draws.filter((rank) => rank === undefined).length / n, GOLD_RANKS.absent + beyond],
    ];
    for (const [found, stated] of shares)
      expect(Math.abs(found - stated)).toBeLessThan(4 * Math.sqrt((stated * (1 - stated)) / n));
  });
});

describe("the embedded set", () => {
  const set = syntheticSet();

  it("is what is read where there is no source, the same each time", async () => {
    expect(await readChunkSet(undefined)).toEqual(set);
    expect(set.questions).toHaveLength(400);
    expect(syntheticSet({ seed: 2 }).questions[0]).not.toEqual(set.questions[0]);
    expect(syntheticSet({ questions: 3 }).questions).toEqual(set.questions.slice(0, 3));
  });

  it("ranks twenty different chunks a question by falling scores", () => {
    for (const { chunks, ranked } of set.questions) {
      expect(ranked).toBe(true);
      expect(new Set(chunks.map(({ id }) => id)).size).toBe(20);
      expect(new Set(chunks.map(({ text }) => text)).size).toBe(20);
      expect(new Set(chunks.map(({ place }) => JSON.stringify(place))).size).toBe(20);
      const scores = chunks.map(({ score }) => score as number);
      expect(Math.max(...scores)).toBeLessThan(1);
      for (let i = 1; i < 20; i++) expect(scores[i]).toBeLessThan(scores[i - 1] as number);
    }
  });

  it("states the answer in the gold chunk and in no other; where there is none, that is flagged", () => {
    const absent = set.questions.filter(({ chunks, answers }) => {
      for (const { text, gold } of chunks) expect(statesAnswer(text, answers)).toBe(gold);
      return !chunks.some(({ gold }) => gold);
    });
    expect(absent.length).toBeGreaterThan(0);
    expect(set.flagged).toEqual(
      absent.map(({ id }) => ({ questionId: id, rule: FLAG_RULES.goldAbsent.rule })),
    );
  });

  it("has hard negatives: half share a name or the attribute with the question, and stand rather in front", () => {
    const isNear = (question: string, text: string): boolean => {
      const [, attribute, name] = /What is the (.+) of (.+)\?/.exec(question) ?? [];
      return (
        text.includes(`The ${attribute} of`) || (name ?? "").split(" ").some((part) => text.includes(part))
      );
    };
    const places = set.questions.flatMap(({ question, chunks }) =>
      chunks.filter(({ gold }) => !gold).map(({ text }, i) => ({ near: isNear(question, text), i })),
    );
    const near = places.filter((place) => place.near);
    const far = places.filter((place) => !place.near);
    expect(near.length / places.length).toBeGreaterThan(0.45);
    expect(near.length / places.length).toBeLessThan(0.55);
    const mean = (list: typeof places): number => list.reduce((sum, { i }) => sum + i, 0) / list.length;
    expect(mean(near)).toBeLessThan(mean(far) - 2);
  });

  it("has two gold chunks a question where asked for, the answer in the second alone", () => {
    const two = syntheticSet({ hops: 2, questions: 40 });
    expect(goldsOf(two).filter(({ length }) => length === 2).length).toBeGreaterThan(20);
    for (const { question, answers, chunks } of two.questions) {
      const golds = chunks.filter(({ gold }) => gold);
      expect(golds.filter(({ text }) => statesAnswer(text, answers)).length).toBeLessThanOrEqual(1);
      const bridge = golds.find(({ text }) => !statesAnswer(text, answers));
      if (bridge === undefined) continue;
      const [, relation, person, leads] = /The (\w+) of (\w+ \w+) is (\w+ \w+)\./.exec(bridge.text) ?? [];
      expect(question).toContain(`the ${relation} of ${person}?`);
      expect(question).not.toContain(leads);
    }
  });

  it.each([{ questions: 0 }, { chunks: 201 }, { chunks: 1, hops: 2 as const }, { questions: 1.5 }])(
    "refuses %j",
    (request) => {
      expect(() => syntheticSet(request)).toThrow(expect.objectContaining({ code: "usage" }));
    },
  );
});
