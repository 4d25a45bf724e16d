import { describe, expect, it } from "vitest";
import { analyses } from "../../src/analysis/index.ts";
import { defaultAnalysisOptions } from "../../src/analysis/options.ts";
import { createTrialStore } from "../../src/analysis/trial-store.ts";
import { analyse } from "../../src/cli/analyse.ts";
import { analysisAside } from "../../src/cli/analysis-aside.ts";
import type { Trial } from "../../src/record.ts";
import { rowOf } from "../../src/record-row.ts";
import { madeInput, madeTrial } from "../report/made-input.ts";

const options = { ...defaultAnalysisOptions, bootstrapDraws: 60 };
const NAMES = ["middle-gap", "shape", "decoys"];

const store = (trials: readonly Trial[]) => {
  const filled = createTrialStore();
  for (const trial of trials) filled.add(rowOf(trial));
  return filled;
};

const decoy = (i: number) => ({ score: { recall: 0, found: [false], decoy: `decoy ${i % 5}` } });
const trials = [
  ...madeInput(1320).trials,
  ...Array.from({ length: 90 }, (_, i) => madeTrial(2000 + i, decoy(i))),
];

describe("analysisAside", () => {
  it("finds what the same analyses find here, in a record that stays as it is", async () => {
    const record = store(trials);
    const before = [...record];
    const aside = analysisAside(NAMES, record, options);
    const here = analyses.filter(({ name }) => NAMES.includes(name)).map((one) => one.run(trials, options));
    expect([...(await aside.findings).values()]).toEqual(here);
    expect([...record]).toEqual(before);
    await aside.stop();
  });

  it("tells what went wrong there", async () => {
    const broken = { ...options, edge: undefined as never };
    const aside = analysisAside(NAMES, store(trials), broken);
    await expect(aside.findings).rejects.toThrow();
    await aside.stop();
  });

  it("leaves no thread behind where the record cannot be counted", async () => {
    const broken = { ...store(trials), scan: () => expect.unreachable("no count") };
    const threads = () => process.getActiveResourcesInfo().filter((name) => name === "MessagePort").length;
    const before = threads();
    expect(() => analysisAside(NAMES, broken, options)).toThrow("no count");
    await expect.poll(threads).toBe(before);
  });

  it("fails where it is stopped before it has found anything, and never waits for ever", async () => {
    const aside = analysisAside(NAMES, store(trials), options);
    await aside.stop();
    await expect(aside.findings).rejects.toMatchObject({ code: "internal" });
  });
});

describe("analyse", () => {
  it("finds the same of a large record, on two threads, as of its trials one by one", async () => {
    const plan = { models: ["a:one"] };
    const few = [...madeInput(220).trials, ...trials.slice(-30)];
    const one = await analyse(few, { plan });
    expect(await analyse(store(few), { plan }, undefined, few.length)).toEqual(one);
    expect(await analyse(store(few), { plan }, undefined, few.length + 1)).toEqual(one);
  });
});
