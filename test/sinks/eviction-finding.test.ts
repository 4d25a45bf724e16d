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

  it("says in one sentence what all cut caches come to, first and where there are several", () => {
    const none = () => 0;
    const collapsing = evicted("window:64", (token) => (token >= 128 ? 3 : 0));
    const { rows } = evictionFinding([evicted("dense", none), collapsing, evicted("h2o:64", none)], OPTIONS);
    expect(rows[0]).toMatchObject({ group: { model: "embedded:made" }, verdict: "1 of 2 collapses" });
    expect(rows[0]?.sentence).toBe(
      "Running text: what collapses is window:64; of the others none are worse than the dense cache, 1 is not shown to be. Of facts inside what a cache keeps, 100 % are recalled, of those outside it 0 %. n = 5 streams or documents at least.",
    );
    const still = evictionFinding(
      [evicted("dense", none), evicted("h2o:64", none), evicted("tova:64", none)],
      OPTIONS,
    );
    expect(still.rows[0]?.verdict).toBe("none of 2 collapses");
    expect(evictionFinding([evicted("dense", none), collapsing], OPTIONS).rows[0]?.group.cache).toBe("dense");
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
