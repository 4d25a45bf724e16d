import { describe, expect, it } from "vitest";
import { reasonsToAsk } from "../../src/cli/agree.ts";
import { recordedPaces, timeOf } from "../../src/cli/pace.ts";
import { type CountOptions, countPlan, type PlanCount } from "../../src/cli/plan-count.ts";
import { type PlanReport, planReport } from "../../src/cli/plan-report.ts";
import { planLines, planText } from "../../src/cli/plan-words.ts";
import { countTrialsOfOneModel, families } from "../../src/run/plan.ts";
import type { Charge, Price } from "../../src/run/price.ts";
import { kitOf, type Sweep } from "../../src/run/sweep.ts";
import type { Task } from "../../src/types.ts";
import { echoModel, echoSweep, echoTask } from "../run/stand-ins.ts";
import { trialNumber } from "../run/trials.ts";

const PRICE: Price = {
  input: 2,
  cachedInput: 0.5,
  output: 8,
  asOf: "2026-01-02",
  cache: { minimum: 40, step: 8, automatic: true },
};
const PAID: Charge = { kind: "priced", entry: "paid", price: PRICE };

/** Prompts of a length that follows from the seed; neighbours share all but the tail behind the fact. */
const tailTask: Task = {
  ...echoTask,
  build: (cell, kit) => {
    const tokens = cell.contextLength - 10 - (cell.seed % 7);
    const at = Math.round(cell.depth * 40);
    const content = "a".repeat(at) + "b".repeat(60 - at);
    return { ...echoTask.build(cell, kit), messages: [{ role: "user", content }], promptTokens: tokens };
  },
};

function sweepOf(changes: Partial<Sweep> = {}): Sweep {
  const tasks = [{ task: tailTask, factors: tailTask.factors }];
  return echoSweep({ tasks, depths: [0, 0.5, 1], baselines: false, trials: 10, ...changes });
}

function counted(sweep: Sweep, options: Partial<CountOptions> = {}): PlanCount {
  return countPlan(sweep, sweep.models[0]!, { charge: PAID, most: Infinity, shared: true, ...options });
}

function brute(sweep: Sweep): { readonly prompts: number; readonly promptTokens: number } {
  const model = sweep.models[0]!;
  const tokens = [...families(sweep, model)].flatMap(({ task, trials }) =>
    trials.map(({ cell }) => task.build(cell, kitOf(sweep, model)).promptTokens),
  );
  return { prompts: tokens.length, promptTokens: tokens.reduce((sum, n) => sum + n, 0) };
}

describe("a plan's count", () => {
  it("is exact where every prompt is built, by task and length and in all", () => {
    const sweep = sweepOf({ baselines: true });
    const { lines, total, documents, promptTokensError } = counted(sweep);
    expect(total).toMatchObject(brute(sweep));
    expect(lines.map(({ length }) => length)).toEqual([64, 128]);
    expect({ documents, promptTokensError }).toEqual({ documents: 10, promptTokensError: 0 });
  });

  it("of a large plan comes from a sample of documents, and holds within its stated error", () => {
    const sweep = sweepOf({ trials: 1003, depths: [0, 1] });
    const { total, documents, promptTokensError } = counted(sweep, { most: 200 });
    const truth = brute(sweep);
    expect(documents).toBe(50);
    expect(total.prompts).toBe(truth.prompts);
    expect(promptTokensError).toBeGreaterThan(0);
    expect(Math.abs(total.promptTokens - truth.promptTokens)).toBeLessThanOrEqual(promptTokensError);
    expect(promptTokensError / truth.promptTokens).toBeLessThan(0.02);
  });

  it("of a million trials builds no more than the sample", () => {
    let built = 0;
    const task: Task = {
      ...tailTask,
      build: (cell, kit) => {
        built++;
        return tailTask.build(cell, kit);
      },
    };
    const sweep = sweepOf({ trials: 200_000, tasks: [{ task, factors: task.factors }] });
    const { total } = counted(sweep, { most: 300 });
    expect(total.prompts).toBe(countTrialsOfOneModel(sweep));
    expect(built).toBeLessThanOrEqual(300);
  });

  it("prices the lower end with what neighbours share from the cache, the upper without", () => {
    const sweep = sweepOf({ trials: 1, lengths: [128] });
    const { total } = counted(sweep);
    const tokens = 128 - 10 - (1_000_000 % 7);
    // Deepest first: the second prompt shares 20 of 60 characters with the first, the third none with the second.
    const shared = Math.floor((tokens * 20) / 60);
    expect(shared).toBeLessThan(40);
    expect(total.sharedTokens).toBe(shared);
    expect(total.mostCost).toBeCloseTo((3 * (tokens * 2 + 8 * 8)) / 1e6, 12);
    const answer = sweep.models[0]!.tokenizer.count("fact-1000000");
    expect(total.leastCost).toBeCloseTo((3 * (tokens * 2 + answer * 8)) / 1e6, 12);
    const cached: Charge = { ...PAID, price: { ...PRICE, cache: { minimum: 8, step: 8, automatic: true } } };
    const hit = Math.floor(shared / 8) * 8;
    expect(counted(sweep, { charge: cached }).total.leastCost).toBeCloseTo(
      (3 * (tokens * 2 + answer * 8) - hit * 1.5) / 1e6,
      12,
    );
    expect(counted(sweep, { charge: cached, shared: false }).total.leastCost).toBeCloseTo(
      total.leastCost,
      12,
    );
  });

  it("costs nothing where nobody charges, and nothing is made up where no price is known", () => {
    for (const kind of ["none", "unknown"] as const)
      expect(counted(sweepOf(), { charge: { kind } }).total).toMatchObject({ leastCost: 0, mostCost: 0 });
  });
});

function reportOf(charge: Charge, changes: Partial<Sweep> = {}, id = "openai:paid"): PlanReport {
  const sweep = sweepOf({ models: [echoModel({ id })], depths: [0, 0.5, 1], ...changes });
  return planReport(sweep, { charges: new Map([[id, charge]]), most: 100, shared: true, measures: true });
}

describe("a plan in words", () => {
  it("fits in 80 columns and says what it knows", () => {
    const large = reportOf(PAID, { trials: 150_000, lengths: [1024, 131_072] });
    const text = planText(large);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(text).toContain("price of paid of 2026-01-02");
    expect(text.replaceAll("\n", " ")).toMatch(
      /extrapolated from 16 of 150,000 documents: [\d,]+ ± [\d,]+ \(95 %\)/,
    );
    expect(text).toMatch(/Nothing was asked of a model\.$/);
    for (const line of planLines(large)) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("never writes 0.00 USD for a price that nobody knows", () => {
    const unknown = planText(reportOf({ kind: "unknown" }));
    expect(unknown).toContain("openai:paid: no price is known; --prices FILE adds one.");
    expect(unknown).not.toContain("USD");
    expect(planText(reportOf({ kind: "none" }))).toContain("no charge, it runs here");
  });
});

describe("a question before a run", () => {
  it.each<[string, PlanReport, number | undefined, RegExp | undefined]>([
    ["few cheap prompts", reportOf(PAID), undefined, undefined],
    [
      "many prompts",
      reportOf(PAID, { trials: 400, lengths: [64, 128] }),
      undefined,
      /^2,400 prompts of models that charge$/,
    ],
    ["dear prompts", reportOf(PAID, { lengths: [65_536] }), undefined, /^up to 3\.9\d USD$/],
    ["dear prompts with a limit", reportOf(PAID, { lengths: [65_536] }), 5, undefined],
    ["many prompts of no known price", reportOf({ kind: "unknown" }, { trials: 400 }), 5, /^2,400 prompts/],
    [
      "long work here",
      reportOf({ kind: "none" }, { trials: 200, lengths: [65_536] }, "ollama:x"),
      undefined,
      /^39,\d+,\d+ prompt tokens$/,
    ],
    ["short work here", reportOf({ kind: "none" }, { trials: 400 }, "ollama:x"), undefined, undefined],
    [
      "the model that comes along",
      reportOf({ kind: "none" }, { trials: 2000, lengths: [65_536] }, "embedded:x"),
      undefined,
      undefined,
    ],
  ])("%s", (_, report, maxCost, reason) => {
    const reasons = reasonsToAsk(report, maxCost === undefined ? {} : { maxCost });
    if (reason === undefined) expect(reasons).toEqual([]);
    else expect(reasons.join(", ")).toMatch(reason);
  });
});

describe("the time of a plan", () => {
  it("follows from the pace of a record", async () => {
    const generation = {
      finish: { reason: "stop" as const },
      promptTokens: 1000,
      cachedTokens: 200,
      outputTokens: 10,
    };
    const trials = [
      { ...trialNumber(1), model: "m", generation: { ...generation, prefillMs: 400, totalMs: 900 } },
      { ...trialNumber(1), model: "m", generation: { ...generation, prefillMs: 400, totalMs: 900 } },
      { ...trialNumber(1), model: "untimed", generation },
    ];
    async function* recorded() {
      yield* trials;
    }
    const paces = await recordedPaces(recorded(), () => 2);
    expect([...paces]).toEqual([
      ["m", { prefillTokensPerSecond: 2000, outputTokensPerSecond: 20, concurrency: 2 }],
    ]);
    const { total } = counted(sweepOf({ trials: 1, lengths: [128] }));
    const time = timeOf(total, paces.get("m")!);
    expect(time.high).toBeCloseTo((total.promptTokens / 2000 + total.answerTokens / 20) / 2, 9);
    expect(time.low).toBeLessThan(time.high);
  });
});
