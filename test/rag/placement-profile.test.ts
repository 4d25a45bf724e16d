import { describe, expect, it } from "vitest";
import { orderFor, type PlacementProfile } from "../../src/rag/placement-profile.ts";

function profile(k: number, hits: readonly number[]): PlacementProfile {
  return { schema: 1, model: "m", curves: [{ k, hits, n: hits.map(() => 100) }] };
}

describe("orderFor", () => {
  it("puts the best ranks where recall is best", () => {
    expect(orderFor(profile(5, [95, 60, 20, 70, 90]), 5)).toEqual([1, 4, 5, 3, 2]);
    expect(orderFor(profile(4, [20, 40, 60, 95]), 4)).toEqual([4, 3, 2, 1]);
  });

  it("keeps the ranking where no position is shown to be worse", () => {
    expect(orderFor(profile(5, [95, 94, 93, 95, 96]), 5)).toEqual([1, 2, 3, 4, 5]);
  });

  it("reads another number of chunks off at the same share of the prompt, from the nearest that was measured", () => {
    expect(orderFor(profile(5, [20, 30, 40, 60, 95]), 3)).toEqual([3, 2, 1]);
    const two = {
      ...profile(5, [95, 60, 20, 50, 90]),
      curves: [...profile(5, [95, 60, 20, 50, 90]).curves, ...profile(20, [10, 95]).curves],
    };
    expect(orderFor(two, 18)[17]).toBe(1);
    expect(orderFor(two, 6)[0]).toBe(1);
  });

  it("is a permutation for every k, and refuses what is none", () => {
    for (let k = 1; k <= 30; k++)
      expect([...orderFor(profile(5, [95, 60, 20, 50, 90]), k)].sort((a, b) => a - b)).toEqual(
        Array.from({ length: k }, (_, i) => i + 1),
      );
    expect(() => orderFor(profile(5, [1, 2, 3, 4, 5]), 0)).toThrow(/whole number/);
    expect(() => orderFor({ schema: 1, model: "m", curves: [] }, 3)).toThrow(/one curve or more/);
    const file = JSON.parse('{"schema":1,"profiles":[]}') as PlacementProfile;
    expect(() => orderFor(file, 3)).toThrow(/one of the file's profiles/);
  });
});
