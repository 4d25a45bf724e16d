import { describe, expect, it } from "vitest";
import { type AttentionPiece, logProbability, openAttentionModel } from "../../src/models/attention-model.ts";
import { embeddedFolder } from "../../src/models/embedded.ts";
import { localFolder } from "../../src/models/local-folder.ts";
import { sumAttention } from "../../src/sinks/attention-sums.ts";
import { importanceAt } from "../../src/sinks/importance.ts";
import { madeModelFolder } from "./made-graphs.ts";

async function pieces(model: Awaited<ReturnType<typeof openAttentionModel>>, ids: readonly number[]) {
  const seen: AttentionPiece[] = [];
  const sums = sumAttention(ids.length);
  const looked = await model.look(ids, (piece) => {
    seen.push({ ...piece, weights: piece.weights.slice() });
    sums.add(piece);
  });
  return { seen, looked, sums: sums.sums() };
}

function expectAlike(a: ArrayLike<number>, b: ArrayLike<number>, digits: number): void {
  expect(b.length).toBe(a.length);
  for (let i = 0; i < a.length; i++) expect(b[i]).toBeCloseTo(a[i] ?? Number.NaN, digits);
}

const IDS = Array.from({ length: 300 }, (_, i) => 10 + ((i * 37) % 400));

describe("openAttentionModel", () => {
  it("gives rows that sum to one and see no later token", async () => {
    const model = await openAttentionModel(embeddedFolder("rope-0"), 1);
    const { seen } = await pieces(model, IDS);
    for (const { heads, queries, columns, first, weights } of seen)
      for (let row = 0; row < heads * queries; row++) {
        const own = weights.subarray(row * columns, (row + 1) * columns);
        expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
        expect(own.subarray(first + (row % queries) + 1).every((value) => value === 0)).toBe(true);
      }
    await model.close();
  });

  it("adds up to the same whatever fits into memory at once", async () => {
    const roomy = await openAttentionModel(embeddedFolder("learned-sink-0"), 1);
    const tight = await openAttentionModel(embeddedFolder("learned-sink-0"), 1, 100_000);
    const [a, b] = [await pieces(roomy, IDS), await pieces(tight, IDS)];
    expect(b.seen.length).toBeGreaterThan(5 * a.seen.length);
    for (const piece of b.seen) expect(piece.weights.byteLength).toBeLessThan(100_000);
    expectAlike(importanceAt(a.sums, 0).flat(), importanceAt(b.sums, 0).flat(), 6);
    expect(a.sums.layers[0]?.nothing).toBeDefined();
    await Promise.all([roomy.close(), tight.close()]);
  });

  it("refuses a budget that holds not one token's attention, and a prompt above the window", async () => {
    const model = await openAttentionModel(embeddedFolder("rope-0"), 1, 1000);
    await expect(model.look(IDS, () => undefined)).rejects.toThrow(/--memory/);
    const long = Array.from({ length: 1025 }, () => 10);
    await expect(model.look(long, () => undefined)).rejects.toThrow(
      /too long to be looked at; at most 1024 tokens: 1025/,
    );
    await model.close();
  });

  it("looks into fused and explicit graphs that transformers.js loads, alike", async () => {
    const ids = [2, 9, 4, 7, 7, 12, 3];
    const [a, b] = await Promise.all(
      (["explicit", "fused"] as const).map(async (form) => {
        const folder = await localFolder(`transformers:${madeModelFolder(form)}`, "", "");
        const model = await openAttentionModel(folder, 1);
        const found = await pieces(model, ids);
        await model.close();
        return found;
      }),
    );
    expectAlike(importanceAt(a!.sums, 0).flat(), importanceAt(b!.sums, 0).flat(), 5);
    expect(b!.looked.norms[0]?.keys.length).toBe(ids.length);
    expectAlike(a!.looked.logProbabilities, b!.looked.logProbabilities, 3);
  });

  it("says for whom it cannot look", async () => {
    await expect(localFolder("openai:gpt-4o-mini", "attention cannot be looked at", "ask")).rejects.toThrow(
      /attention cannot be looked at; .*: openai:gpt-4o-mini/,
    );
  });
});

describe("logProbability", () => {
  it("is log softmax, also of large logits", () => {
    expect(logProbability(Float32Array.of(0, 0, 0, 0), 2)).toBeCloseTo(Math.log(0.25), 12);
    expect(logProbability(Float32Array.of(1000, 998), 1)).toBeCloseTo(-2 - Math.log1p(Math.exp(-2)), 6);
  });
});
