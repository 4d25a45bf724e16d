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
        expect(isRepeated([once.keys()])).toBe(false);
        const [again] = all.slice(pick % Math.max(1, all.length));
        if (again === undefined) return;
        twice.add(again);
        expect(isRepeated([twice.keys()])).toBe(true);
      }),
      { seed: 3, numRuns: 40 },
    );
  });

  it("of many that differ are none alike", () => {
    const seen = seenIds(10);
    for (let i = 0; i < 300_000; i++) seen.add(`id-${i}`);
    expect(isRepeated([seen.keys()])).toBe(false);
  });

  it("are compared between lists as within one", () => {
    const keys = (...ids: readonly number[]) => {
      const seen = seenIds(1);
      for (const id of ids) seen.add(`id-${id}`);
      return seen.keys();
    };
    expect(isRepeated([])).toBe(false);
    const ids = fc.uniqueArray(fc.nat(50), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(ids, fc.nat(20), fc.nat(20), (all, a, b) => {
        const cuts = [Math.min(a, b), Math.max(a, b)] as const;
        const lists = [all.slice(0, cuts[0]), all.slice(...cuts), all.slice(cuts[1])];
        expect(isRepeated(lists.map((list) => keys(...list)))).toBe(false);
        for (const at of lists.keys())
          expect(isRepeated(lists.map((list, i) => keys(...list, ...(i === at ? [all[0] ?? 0] : []))))).toBe(
            true,
          );
      }),
      { seed: 7, numRuns: 200 },
    );
  });
});
