import { describe, expect, it } from "vitest";
import { tallyAgreement } from "../../src/importers/agreement.ts";
import type { Trial } from "../../src/record.ts";
import { fixture, imported } from "./imported.ts";

describe("agreement of the published score and ours", () => {
  it("is counted by model, with kappa and examples of both sides", async () => {
    const { trials } = await imported("needlehaystack-v1", [fixture("v1")]);
    const [trial] = trials as [Trial];
    const tally = tallyAgreement();
    const add = (n: number, score: number, ours?: number): void => {
      for (let i = 0; i < n; i++)
        tally.add({ ...trial, published: { score, raw: score, ...(ours === undefined ? {} : { ours }) } });
    };
    // 20 found by both, 5 published only, 10 ours only, 15 neither: agreement 0.7, by chance 0.5, kappa 0.4
    // (Cohen 1960; the worked table of most textbooks).
    add(20, 1, 0.5);
    add(5, 0.5, 0.49);
    add(10, 0, 1);
    add(15, 0.4, 0);
    add(3, 1);
    const [found, ...rest] = tally.agreement();
    expect(rest).toEqual([]);
    expect(found).toMatchObject({ both: 20, publishedOnly: 5, oursOnly: 10, neither: 15 });
    expect(found?.kappa).toBeCloseTo(0.4, 12);
    expect(found?.meanPublished).toBeCloseTo((20 + 2.5 + 6) / 50, 12);
    expect(found?.meanOurs).toBeCloseTo((10 + 2.45 + 10) / 50, 12);
    expect(tally.examples.publishedOnly).toHaveLength(5);
    expect(tally.examples.oursOnly[0]).toMatchObject({ published: "0", ours: 1 });
  });

  it("has no kappa where all are judged alike", () => {
    const tally = tallyAgreement();
    const published = { score: 1, raw: 1, ours: 1 };
    tally.add({ model: "m", published } as Trial);
    expect(tally.agreement()).toEqual([
      { model: "m", both: 1, neither: 0, publishedOnly: 0, oursOnly: 0, meanPublished: 1, meanOurs: 1 },
    ]);
  });
});
