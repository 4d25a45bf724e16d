import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTrialIndex, type IndexedTrial } from "../../src/run/trial-index.ts";

const STATUSES = ["scored", "failed", "refused", "truncated", "skipped"] as const;

describe("a trial index", () => {
  it("answers as a Map of the ids would, as it grows", () => {
    const hex = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 10, maxLength: 10 });
    const ours = hex.map((bytes) => Buffer.from(bytes).toString("hex"));
    // Near neighbours, so that slots meet: few different words, and ids that are no hashes.
    const near = fc.nat(40).map((n) => n.toString(16).padStart(20, "0"));
    const other = fc.nat(40).map((n) => `id-${n}`);
    const entry = fc.tuple(fc.oneof(ours, near, other), fc.nat(2 ** 31), fc.constantFrom(...STATUSES));
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 3000, size: "max" }), fc.array(ours), (entries, strangers) => {
        const index = createTrialIndex();
        const map = new Map<string, IndexedTrial>();
        for (const [id, line, status] of entries) {
          index.set(id, { line, status });
          map.set(id, { line, status });
        }
        expect(index.size).toBe(map.size);
        for (const [id, trial] of map) expect(index.get(id)).toEqual(trial);
        for (const id of strangers) expect(index.get(id)).toEqual(map.get(id));
      }),
      { seed: 5, numRuns: 30 },
    );
  });
});
