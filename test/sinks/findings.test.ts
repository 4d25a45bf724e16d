import { describe, expect, it } from "vitest";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import type { Row } from "../../src/findings.ts";
import { createRng, type Rng } from "../../src/random.ts";
import type { Trial } from "../../src/record.ts";
import { repeatAgreement } from "../../src/sinks/arms/repeat-agreement.ts";
import { openingFinding } from "../../src/sinks/opening-finding.ts";
import { placeFinding } from "../../src/sinks/place-finding.ts";
import { placeholderFinding } from "../../src/sinks/placeholder-finding.ts";

function trial(task: string, seed: number, hit: boolean | undefined, item?: string, depth = 0.5): Trial {
  return {
    schema: 1,
    id: `${task}/${seed}/${depth}`,
    model: "m",
    task,
    taskVersion: 1,
    haystack: "h@1",
    cell: { task, contextLength: 512, depth, seed, factors: {} },
    actual: { tokens: 100, goldDepths: [], tokenizer: "t" },
    promptSha256: "x",
    ...(hit === undefined
      ? { status: "failed" as const }
      : {
          status: "scored" as const,
          score: { recall: hit ? 1 : 0, found: [hit], ...(item === undefined ? {} : { item }) },
        }),
    warnings: [],
    attempts: 1,
    startedAt: "",
  };
}

/** Independent draws of each arm with its own chance; `items` items, kinds by turns. */
function draws(prefix: string, chances: Readonly<Record<string, number>>, items: number, rng: Rng): Trial[] {
  return Object.entries(chances).flatMap(([arm, chance]) =>
    Array.from({ length: items }, (_, i) =>
      trial(`${prefix}${arm}`, i, rng.float() < chance, `${i % 2 === 0 ? "format" : "instruction"}/${i}`),
    ),
  );
}

const said = (rows: readonly Row[]): Row => rows.find(({ name }) => name === "recommendation") as Row;
const run = (trials: readonly Trial[], finding = openingFinding): readonly Row[] =>
  finding.run(trials, { ...defaultAnalysisOptions, bootstrapDraws: 500 }).rows;

const ARMS = ["none", "A", "A shuffled", "A neutral", "A later", "B", "B shuffled", "B neutral", "B later"];

describe("opening lines", () => {
  it("put an effect down to words, place and length where the controls fall", () => {
    const chances = Object.fromEntries(ARMS.map((arm) => [arm, arm === "B" ? 0.95 : 0.3]));
    const row = said(run(draws("opening:", chances, 80, createRng(1))));
    expect(row).toMatchObject({ verdict: "better", group: { arm: "B" } });
    expect(row.sentence).toMatch(/it matters in which order/);
    expect(row.sentence).toMatch(/it matters which words they are/);
    expect(row.sentence).toMatch(/it matters that it stands first/);
  });

  it("do not put it down to what a control does as well", () => {
    const high = ["B", "B neutral", "B shuffled"];
    const chances = Object.fromEntries(ARMS.map((arm) => [arm, high.includes(arm) ? 1 : 0.2]));
    const row = said(run(draws("opening:", chances, 80, createRng(2))));
    expect(row.verdict).toBe("better");
    expect(row.sentence).toMatch(/the same words in another order do as well/);
    expect(row.sentence).toMatch(/a neutral line of its length does as well/);
    expect(row.sentence).toMatch(/it matters that it stands first/);
  });

  it("call lines equivalent only where that is shown", () => {
    const same = Object.fromEntries(ARMS.map((arm) => [arm, 1]));
    expect(said(run(draws("opening:", same, 80, createRng(3)))).verdict).toBe("equivalent");
    expect(said(run(draws("opening:", same, 8, createRng(3)))).verdict).toBe("undecided");
  });

  it("find a difference that is not there in at most 5 % of runs, over all comparisons together", () => {
    const runs = 400;
    const rng = createRng(4);
    let wrong = 0;
    for (let i = 0; i < runs; i++) {
      const chances = Object.fromEntries(ARMS.map((arm) => [arm, 0.6]));
      const rows = run(draws("opening:", chances, 40, rng.fork(String(i))));
      if (rows.some(({ verdict }) => verdict === "better" || verdict === "worse")) wrong++;
    }
    expect(wrong / runs).toBeLessThan(0.05);
  });

  it("leave out what one arm did not score, and tell it", () => {
    const trials = draws("opening:", { A: 1, B: 1 }, 30, createRng(5)).map((one) =>
      one.task === "opening:B" && one.cell.seed < 3 ? trial("opening:B", one.cell.seed, undefined) : one,
    );
    const rows = run(trials);
    const shares = rows.filter(({ name, group }) => name === "accuracy" && group.kind === "all");
    expect(shares.map(({ estimate }) => estimate?.n)).toEqual([27, 27]);
    expect(said(rows).unscored).toBe(3);
  });

  it("take repeats of an item as one question, and tell how alike they are", () => {
    const trials = ["A", "B"].flatMap((arm) =>
      Array.from({ length: 30 }, (_, i) => trial(`opening:${arm}`, i, i < 20, `own/${i % 10}`)),
    );
    const rows = run(trials);
    expect(rows.find(({ name }) => name === "accuracy")?.estimate).toMatchObject({ n: 10, value: 1 });
    // Two of three repeats hit: of the three pairs one agrees.
    const repeats = rows.find(({ name }) => name === "agreement of repeats");
    expect(repeats?.estimate?.value).toBeCloseTo(1 / 3);
    expect(repeatAgreement([{ hits: 2, asked: 3, unscored: 0 }])).toEqual({
      questions: 1,
      pairwise: 1 / 3,
      modal: 2 / 3,
    });
    expect(repeatAgreement([{ hits: 1, asked: 1, unscored: 0 }])).toBeUndefined();
  });
});

describe("places of an instruction", () => {
  const places = ["nowhere", "system", "user-top", "depth-50", "end"];
  const of = (chances: readonly number[], n = 60, seed = 1): Row =>
    said(
      run(
        draws(
          "place:",
          Object.fromEntries(places.map((place, i) => [place, chances[i] ?? 0])),
          n,
          createRng(seed),
        ),
        placeFinding,
      ),
    );

  it("have a best one where it beats all others", () => {
    expect(of([0, 0.3, 0.3, 0.2, 0.95])).toMatchObject({ verdict: "best", group: { place: "end" } });
  });

  it("have worse ones and no best where the good ones are alike", () => {
    const row = of([0, 1, 1, 0.2, 1]);
    expect(row.verdict).toBe("some worse");
    expect(row.sentence).toMatch(/worse are depth-50/);
  });

  it("may all be alike, not followed at all, or not decided", () => {
    expect(of([0, 1, 1, 1, 1]).verdict).toBe("equivalent");
    expect(of([0.1, 0.1, 0.1, 0.1, 0.1]).verdict).toBe("not followed");
    expect(of([0, 0.8, 0.7, 0.6, 0.7], 25, 3).verdict).toBe("undecided");
  });

  it("are called best, or worse, without cause in at most 5 % of runs", () => {
    const runs = 300;
    let wrong = 0;
    for (let i = 0; i < runs; i++)
      if (["best", "some worse"].includes(of([0.1, 0.6, 0.6, 0.6, 0.6], 40, 1000 + i).verdict ?? "")) wrong++;
    expect(wrong / runs).toBeLessThan(0.05);
  });
});

describe("placeholders", () => {
  const of = (chances: Readonly<Record<string, number>>, seed: number, documents = 30): readonly Row[] => {
    const rng = createRng(seed);
    const trials = Object.entries(chances).flatMap(([name, chance]) =>
      Array.from({ length: documents }, (_, i) =>
        [0, 0.5, 1].map((depth) => trial(`placeholder:${name}`, i, rng.float() < chance, undefined, depth)),
      ).flat(),
    );
    return run(trials, placeholderFinding);
  };

  it("are compared with the BOS, document by document", () => {
    const rows = of({ nothing: 0.3, bos: 0.9, "bos-bos": 0.9 }, 1);
    expect(
      rows.find(({ group, name }) => name === "difference" && group.placeholder === "nothing"),
    ).toMatchObject({
      verdict: "worse",
      group: { against: "bos" },
    });
    expect(said(rows).verdict).toBe("does not help");
    expect(said(of({ nothing: 0.3, neutral: 0.9 }, 2))).toMatchObject({ verdict: "helps" });
    expect(said(of({ nothing: 1, bos: 1, "bos-bos": 1 }, 3)).verdict).toBe("equivalent");
  });

  it("are said to change something without cause in at most 5 % of runs", () => {
    const runs = 300;
    let wrong = 0;
    for (let i = 0; i < runs; i++)
      if (
        ["helps", "does not help"].includes(
          said(of({ nothing: 0.7, bos: 0.7, random: 0.7 }, 100 + i)).verdict ?? "",
        )
      )
        wrong++;
    expect(wrong / runs).toBeLessThan(0.05);
  });
});
