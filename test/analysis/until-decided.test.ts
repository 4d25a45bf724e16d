import { beforeAll, describe, expect, it } from "vitest";
import { decided } from "../../src/analysis/decided.ts";
import { analyses } from "../../src/analysis/index.ts";
import { middleGap } from "../../src/analysis/middle-gap.ts";
import { defaultAnalysisOptions, optionsOf } from "../../src/analysis/options.ts";
import { createRng } from "../../src/random.ts";
import { edgesAndMiddle, simulateTrials } from "../simulate.ts";
import { type Stop, stopOf, stoppingTruths } from "../stopping.ts";

const rule = { error: 0.05, margin: 0.1 };
const options = { ...defaultAnalysisOptions, untilDecided: { error: 0.05 } };
const depths = [0, 0.1, 0.4, 0.5, 0.6, 0.9, 1];
const RUNS = 200;
const CAP = 100;

describe("200 runs stopped by their results, at most 100 documents", { tags: "simulation" }, () => {
  let stops: ReadonlyMap<string, readonly Stop[]> = new Map();
  const medianOf = (name: string): number =>
    (stops.get(name) ?? []).map(({ documents }) => documents).sort((a, b) => a - b)[RUNS / 2] ?? CAP;

  /** 200 runs of each truth, stopped by the runner's rule. */
  beforeAll(() => {
    stops = new Map(
      stoppingTruths.map(({ name, truth }) => [
        name,
        Array.from({ length: RUNS }, (_, run) =>
          stopOf(simulateTrials({ ...truth, depths, documents: CAP, seed: `${name}/${run}` }), CAP, rule),
        ),
      ]),
    );
  });

  // 99.5 % quantile of Binomial(200, 0.05).
  it.each(stoppingTruths)("$name: at most 5 % wrong", ({ name, right }) => {
    const wrong = (stops.get(name) ?? []).filter(
      ({ verdict }) => verdict !== "inconclusive" && !right.includes(verdict),
    );
    expect(wrong.length).toBeLessThanOrEqual(18);
  });

  it("a strong effect takes a third of the 63 documents that find a gap of 0.15; perfect recall takes 50", () => {
    expect(medianOf("u, strong: .95 .5 .95")).toBeLessThanOrEqual(21);
    expect(medianOf("primacy: .95 .5 .5")).toBeLessThanOrEqual(44);
    expect(medianOf("flat: 1")).toBe(50);
  });

  it("an even curve of 0.5 is not decided by 100 documents", () => {
    const open = (stops.get("flat: .5") ?? []).filter(({ verdict }) => verdict === "inconclusive");
    expect(open.length).toBeGreaterThan(0.9 * RUNS);
  });
});

describe("a decision", () => {
  const trials = simulateTrials({ recall: edgesAndMiddle(0.95, 0.5), documents: 25, seed: "order" });

  it("does not hang on the order of the record", () => {
    const rng = createRng("shuffled");
    const verdicts = Array.from({ length: 10 }, () => decided(rng.shuffle(trials), rule));
    expect(new Set([...verdicts, decided(trials, rule)])).toEqual(new Set(["lost in the middle"]));
  });

  it("is the verdict that the report gives of the same trials", { tags: "simulation" }, () => {
    for (const documents of [8, 13, 25, 60])
      for (const { name, truth } of stoppingTruths) {
        const some = simulateTrials({ ...truth, documents, seed: `report/${name}` });
        const row = middleGap.run(some, options).rows.find((one) => one.name === "verdict");
        expect(row?.verdict, name).toBe(decided(some, rule) ?? "inconclusive");
      }
  });

  it("needs pairs: documents whose middle was not scored are no evidence", () => {
    const lost = simulateTrials({
      recall: edgesAndMiddle(1, 0),
      documents: 40,
      lost: (depth) => +(depth >= 0.4 && depth <= 0.6),
    });
    expect(decided(lost, rule)).toBeUndefined();
    expect(decided([], rule)).toBeUndefined();
  });

  it("withholds flat from a curve with a hole where no zone looks", () => {
    const hole = simulateTrials({ recall: (depth) => (depth === 0.3 ? 0.2 : 1), documents: 60 });
    expect(decided(hole, rule)).toBeUndefined();
    expect(decided(simulateTrials({ recall: () => 1, documents: 60 }), rule)).toBe("flat");
  });

  it("takes more documents at a smaller error", () => {
    const all = simulateTrials({ recall: edgesAndMiddle(0.9, 0.6), documents: 100, depths, seed: "error" });
    const documents = [0.2, 0.05, 0.001].map((error) => stopOf(all, 100, { error, margin: 0.1 }).documents);
    expect(documents).toEqual([...documents].sort((a, b) => a - b));
    expect(documents[2]).toBeGreaterThan(documents[0] ?? 100);
  });
});

describe("the findings of a run that stopped by its results", () => {
  const trials = simulateTrials({ recall: edgesAndMiddle(0.95, 0.5), documents: 20, seed: "said" });
  const findingsOf = () => analyses.map((analysis) => analysis.run(trials, options));

  it("give the middle gap by confidence sequences and say so", () => {
    const rows = middleGap.run(trials, options).rows;
    for (const { name, estimate } of rows.filter((row) => row.estimate)) {
      expect(estimate?.method, name).toMatch(/^betting confidence sequence 9[58] %, holds at every n$/);
      expect(estimate?.p).toBeUndefined();
    }
    expect(rows.find(({ name }) => name === "verdict")?.sentence).toMatch(
      /^Lost in the middle at 1,024 tokens: .* \(95 % confidence sequence \d+ to \d+, n = 20 documents\); documents were added until this was decided, with a chance of error of at most 5 %\.$/,
    );
  });

  it("claim no more of the other numbers than those of a fixed n", () => {
    for (const finding of findingsOf().filter(({ name }) => !["middle-gap", "baselines"].includes(name))) {
      expect(finding.cautions.join(" "), finding.name).toContain("until the verdict was decided");
      for (const { estimate } of finding.rows)
        if (estimate?.method.startsWith("Wilson")) expect(estimate.method).toContain("as for a fixed n");
    }
  });

  it("call flatness where nothing is found the floor, and a task that the fact alone does not solve above ability", () => {
    const nothing = simulateTrials({ recall: () => 0, documents: 60 });
    expect(decided(nothing, rule)).toBe("flat");
    const verdictOf = (more: typeof nothing) =>
      middleGap.run([...nothing, ...more], options).rows.find(({ name }) => name === "verdict")?.verdict;
    expect(verdictOf([])).toBe("at the floor");
    const alone = simulateTrials({ recall: () => 0, documents: 20, depths: [0], arm: "oracle" });
    expect(verdictOf(alone)).toBe("above its ability");
  });

  it("say what is lacking in the words of a fixed n", () => {
    const some = trials.filter(({ cell }) => cell.depth > 0.3);
    const row = middleGap.run(some, options).rows.find(({ name }) => name === "verdict");
    expect(row).toMatchObject({ verdict: "inconclusive" });
    expect(row?.sentence).toContain("no depth was asked at the start");
  });

  it("follow the plan's rates, also where only the plan names the margin", () => {
    const plan = { untilDecided: { error: 0.01, margin: 0.2 } };
    expect(optionsOf({ plan })).toMatchObject({ margin: 0.2, untilDecided: { error: 0.01 } });
  });
});
