import { describe, expect, it } from "vitest";
import { openModel, parseCurve, trueRecall } from "../../src/models/index.ts";
import { sampleOf } from "./reference.ts";

const OPTIONS = { maxOutputTokens: 24, temperature: 0, seed: 0 };

async function recallAt(id: string, depth: number, n: number, arm = "context"): Promise<number> {
  const model = await openModel(id);
  let right = 0;
  for (let seed = 0; seed < n; seed++) {
    const { text } = await model.generate(sampleOf(1, { depth, seed, factors: { arm } }), OPTIONS);
    if (text.includes("blue")) right++;
  }
  return right / n;
}

describe("a simulated model", () => {
  it.each([
    ["simulated:u", [0.95, 0.95, 0.725, 0.5, 0.5, 0.725, 0.95]],
    ["simulated:primacy", [0.95, 0.95, 0.725, 0.5, 0.5, 0.5, 0.5]],
    ["simulated:recency", [0.5, 0.5, 0.5, 0.5, 0.5, 0.725, 0.95]],
    ["simulated:flat", [0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8]],
    ["simulated:edge=.9,middle=.6", [0.9, 0.9, 0.75, 0.6, 0.6, 0.75, 0.9]],
    ["simulated:first=1,middle=0,last=.5", [1, 1, 0.5, 0, 0, 0.25, 0.5]],
  ])("%s has the curve it is named after", (id, expected) => {
    const curve = parseCurve(id.slice("simulated:".length))!;
    const found = [0, 0.1, 0.25, 0.4, 0.6, 0.75, 0.9].map((depth) => trueRecall(curve, depth));
    found.forEach((p, i) => {
      expect(p).toBeCloseTo(expected[i]!, 10);
    });
  });

  it("answers right as often as its curve says", async () => {
    // 4 standard errors of a share at n = 2000.
    for (const [depth, p] of [
      [0, 0.95],
      [0.25, 0.725],
      [0.5, 0.5],
      [1, 0.95],
    ] as const)
      expect(Math.abs((await recallAt("simulated:u", depth, 2000)) - p)).toBeLessThan(
        4 * Math.sqrt((p * (1 - p)) / 2000),
      );
  });

  it("knows nothing with the book closed and answers the oracle as at the edge", async () => {
    expect(await recallAt("simulated:u", 0.5, 200, "closed-book")).toBe(0);
    expect(await recallAt("simulated:edge=1,middle=0", 0.5, 50, "oracle")).toBe(1);
  });

  it("misses by a decoy that is not an answer itself", async () => {
    const model = await openModel("simulated:flat=0");
    const { text } = await model.generate(sampleOf(1), OPTIONS);
    expect(text).toBe("red");
  });

  it("tells documents, depths, lengths and seeds of generation apart", async () => {
    const model = await openModel("simulated:edge=.5,middle=.5");
    const draws = async (cell: object, seed = 0): Promise<string> => {
      const texts = [];
      for (let document = 0; document < 64; document++)
        texts.push(
          (await model.generate(sampleOf(1, { seed: document, ...cell }), { ...OPTIONS, seed })).text,
        );
      return texts.join();
    };
    const all = [
      await draws({}),
      await draws({ depth: 0 }),
      await draws({ contextLength: 9 }),
      await draws({}, 1),
    ];
    expect(new Set(all).size).toBe(4);
    expect(await draws({})).toBe(all[0]);
  });

  it.each(["edge=2", "edge=", "edge=-.1", "edges=.5", "flat=.5,", "edge=.9;middle=.1"])(
    "refuses the curve %s",
    async (name) => {
      await expect(openModel(`simulated:${name}`)).rejects.toMatchObject({ code: "usage" });
    },
  );
});
