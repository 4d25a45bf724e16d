import { describe, expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { type Evicted, evictionFinding } from "../../src/sinks/eviction-finding.ts";
import { streamFinding } from "../../src/sinks/stream-finding.ts";

const OPTIONS = { seed: 1, level: 0.95, draws: 2000, bucket: 32, budget: 64, collapse: 0.5 };

function evicted(cache: string, above: (token: number) => number): Evicted {
  const losses = Array.from({ length: 6 }, (_, stream) => {
    const rng = createRng(stream).fork("losses");
    return Float64Array.from({ length: 256 }, (_, token) => 2 + rng.float() + above(token));
  });
  const recalls = Array.from({ length: 20 }, (_, i) => ({
    seed: i % 5,
    recall: i < 10 ? 1 : 0,
    kept: i < 10,
  }));
  return { model: "embedded:made", cache, losses, recalls };
}

const dense = evicted("dense", () => 0);
const rowsOf = (one: Evicted) =>
  evictionFinding([dense, one], OPTIONS).rows.filter(({ group }) => group.cache === one.cache);
const onsetOf = (one: Evicted) => rowsOf(one).find(({ name }) => name === "onset");

describe("evictionFinding", () => {
  it("finds from where a loss stays collapsed", () => {
    const row = onsetOf(evicted("window:64", (token) => (token >= 128 ? 3 : 0)));
    expect(row).toMatchObject({ verdict: "collapses", estimate: { value: 128, n: 6 }, unit: "tokens" });
  });

  it("does not call a hard passage a collapse", () => {
    const row = onsetOf(evicted("sinks:4+60", (token) => (token >= 96 && token < 128 ? 3 : 0)));
    expect(row?.verdict).toBe("worse than dense");
    expect(row?.estimate).toBeUndefined();
  });

  it("says of equal losses that none is worse", () => {
    const row = onsetOf(evicted("h2o:64", () => 0));
    expect(row?.verdict).toBe("not shown to be worse");
  });

  it("counts facts inside and outside apart, and gives no certainty to five documents that all came out alike", () => {
    const rows = rowsOf(evicted("window:64", () => 0));
    const of = (name: string) => rows.find((row) => row.name === name)?.estimate;
    expect(of("recall of facts inside what is kept")).toMatchObject({ value: 1, high: 1, n: 5 });
    expect(of("recall of facts inside what is kept")?.low).toBeLessThan(0.6);
    expect(of("recall of facts outside it")).toMatchObject({ value: 0, low: 0, n: 5 });
    expect(of("recall of all facts")?.value).toBe(0.5);
  });
});

describe("streamFinding", () => {
  it("averages losses in buckets", () => {
    const { rows } = streamFinding([evicted("dense", (token) => token)], OPTIONS);
    expect(rows).toHaveLength(8);
    expect(rows[1]?.group.tokens).toBe(64);
    expect(rows[1]?.estimate?.value).toBeCloseTo(2.5 + 47.5, 0);
  });
});
