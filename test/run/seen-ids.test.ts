import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRepeated, seenIds } from "../../src/run/seen-ids.ts";

describe("seen ids", () => {
  it("say whether one of them came twice, whatever room they were given", () => {
    const ids = fc.uniqueArray(fc.oneof(fc.string(), fc.nat(5000).map(String)), {
      maxLength: 4000,
      size: "max",
    });
    fc.assert(
      fc.property(ids, fc.nat(5000), fc.nat(), (all, room, pick) => {
        const [once, twice] = [seenIds(room), seenIds(room)];
        for (const id of all) {
          once.add(id);
          twice.add(id);
        }
        expect(isRepeated(once.keys())).toBe(false);
        const [again] = all.slice(pick % Math.max(1, all.length));
        if (again === undefined) return;
        twice.add(again);
        expect(isRepeated(twice.keys())).toBe(true);
      }),
      { seed: 3, numRuns: 40 },
    );
  });

  it("of many that differ are none alike", () => {
    const seen = seenIds(10);
    for (let i = 0; i < 300_000; i++) seen.add(`id-${i}`);
    expect(isRepeated(seen.keys())).toBe(false);
  });
});
