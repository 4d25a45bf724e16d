import { describe, expect, it } from "vitest";
import { architectureFinding, trainedAs } from "../../src/sinks/architecture-finding.ts";
import { overSeeds } from "../../src/sinks/over-seeds.ts";

const trained = (architecture: string, values: readonly number[]) =>
  values.map((recall, seed) => ({
    architecture,
    seed: String(seed),
    model: `embedded:${architecture}-${seed}`,
    measures: { recall },
  }));

describe("overSeeds", () => {
  it("is Student's interval and test", () => {
    // scipy.stats.ttest_1samp([0.1, 0.2, 0.4], 0): t 2.6458, p 0.11808; interval -0.14612 to 0.61279
    const e = overSeeds([0.1, 0.2, 0.4]);
    expect(e?.value).toBeCloseTo(0.23333, 5);
    expect(e?.low).toBeCloseTo(-0.14612, 4);
    expect(e?.high).toBeCloseTo(0.61279, 4);
    expect(e?.p).toBeCloseTo(0.11808, 4);
    expect(overSeeds([1])).toBeUndefined();
  });
});

describe("architectureFinding", () => {
  it("pairs by seed, so that what seeds share does not hide a difference", () => {
    const { rows } = architectureFinding([
      ...trained("rope", [0.1, 0.5, 0.9]),
      ...trained("nope", [0.201, 0.6, 0.999]),
    ]);
    expect(rows.find(({ name }) => name === "difference in recall")).toMatchObject({ verdict: "more" });
    expect(rows[0]).toMatchObject({ verdict: "1 of 1 differences shown" });
  });

  it("shows none where seeds scatter as much", () => {
    const { rows } = architectureFinding([
      ...trained("rope", [0.1, 0.5, 0.9]),
      ...trained("nope", [0.9, 0.1, 0.6]),
    ]);
    expect(rows[0]?.verdict).toBe("no difference shown");
    expect(
      rows.find(({ name, group }) => name === "recall" && group.architecture === "nope" && !group.model)
        ?.estimate?.n,
    ).toBe(3);
  });
});

describe("trainedAs", () => {
  it("reads a seed off a name", () => {
    expect(trainedAs("embedded:learned-sink-2")).toEqual({ architecture: "learned-sink", seed: "2" });
    expect(trainedAs("embedded:reference")).toBeUndefined();
  });
});
