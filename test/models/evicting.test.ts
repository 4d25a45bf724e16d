import { describe, expect, it } from "vitest";
import { keptTokens, parseCachePolicy, visible } from "../../src/models/cache.ts";
import { embeddedFolder } from "../../src/models/embedded.ts";
import { loadEngine } from "../../src/models/engine.ts";
import type { Block } from "../../src/models/key-values.ts";
import { localFolder } from "../../src/models/local-folder.ts";
import { checkPolicy } from "../../src/models/local-model.ts";
import { placesOf } from "../../src/models/places-of.ts";
import { rerotate, turnKeys } from "../../src/models/rerotation.ts";
import { createScoredCache, type LayerAttention } from "../../src/models/scored-cache.ts";
import { createRng } from "../../src/random.ts";
import { madeModelFolder } from "./made-graphs.ts";

function randomBlock(heads: number, tokens: number, width: number, seed: number): Block {
  const rng = createRng(seed).fork("block");
  const data = Float32Array.from({ length: heads * tokens * width }, () => rng.float() - 0.5);
  return { type: "float32", data, dims: [1, heads, tokens, width] };
}

/** Tokens [start, start + count) of every head. */
function part({ type, data, dims: [, heads, tokens, width] }: Block, start: number, count: number): Block {
  const rows = Array.from({ length: heads }, (_, head) => [
    ...data.subarray((head * tokens + start) * width, (head * tokens + start + count) * width),
  ]);
  return { type, data: Float32Array.from(rows.flat()), dims: [1, heads, count, width] };
}

const copyOf = (block: Block): Block => ({ ...block, data: block.data.slice() });

describe("rerotate", () => {
  it("turns a key rotated at one position into the key rotated at another", () => {
    const plain = randomBlock(2, 6, 8, 1);
    const rotatedAt = (places: readonly number[]): Block => {
      const block = copyOf(plain);
      // From position 0 to where it stands: a shift of -(0 - place).
      rerotate(
        { "a.key": block },
        places.map((place, token) => token - place),
        { theta: 10_000 },
      );
      return block;
    };
    const old = [3, 9, 27, 30, 31, 44];
    const turned = rotatedAt(old);
    rerotate({ "a.key": turned, "a.value": turned }, old, { theta: 10_000 });
    const wanted = rotatedAt([0, 1, 2, 3, 4, 5]);
    turned.data.forEach((value, i) => {
      expect(value).toBeCloseTo(wanted.data[i] ?? Number.NaN, 5);
    });
  });
});

describe("turnKeys", () => {
  it("refuses keys in half precision, whose bits are no numbers", () => {
    const half: Block = { type: "float16", data: new Uint16Array(8), dims: [1, 1, 1, 8] };
    expect(() => turnKeys(half, () => 1, { theta: 10_000 })).toThrow(/keys in float32: float16/);
  });
});

describe("policies of positions", () => {
  it("keep other anchors than the first tokens", () => {
    expect(keptTokens(parseCachePolicy("after:4+32"), 500)[0]).toEqual([4, 8]);
    const anchors = visible(parseCachePolicy("anchors:4+64"), 500).slice(0, -1);
    const places = anchors.flatMap(([start, end]) =>
      Array.from({ length: end - start }, (_, i) => start + i),
    );
    expect(places).toHaveLength(4);
    expect(Math.min(...places)).toBeGreaterThanOrEqual(4);
    expect(Math.max(...places)).toBeLessThan(64);
  });

  it("take the sink alone away, from the whole cache or from both ends", () => {
    const [ends, headless] = ["sinks:64+64", "headless:4+64+64"].map((text) => parseCachePolicy(text));
    for (const total of [300, 500]) {
      const [[start, end] = [], ...rest] = keptTokens(ends!, total);
      expect([start, end]).toEqual([0, 64]);
      expect(keptTokens(headless!, total)).toEqual([[4, 64], ...rest]);
    }
    // From the second piece on, though the window would still reach them.
    for (const policy of ["headless:4", "headless:4+64+64"])
      expect(visible(parseCachePolicy(policy), 48)).toEqual([[4, 48]]);
  });

  it("shift as llama.cpp does: full, then half of it goes", () => {
    const policy = parseCachePolicy("shift:4+132"); // pieces of 32, 64 go at once
    const sizes = [0, 64, 96, 128, 160, 192, 224].map((position) =>
      visible(policy, position).reduce((sum, [start, end]) => sum + end - start, 0),
    );
    expect(sizes).toEqual([0, 64, 96, 64, 96, 64, 96]);
    expect(visible(policy, 500)[0]).toEqual([0, 4]);
  });

  it("leave tokens their positions where asked to", () => {
    const places = placesOf(parseCachePolicy("sinks:2+64@original"), 200, 3);
    expect(places?.slice(0, 3)).toEqual([0, 1, 144]);
    expect(places?.slice(-4)).toEqual([199, 200, 201, 202]);
    expect(placesOf(parseCachePolicy("sinks:2+64"), 200, 3)).toBeUndefined();
  });
});

describe("createScoredCache", () => {
  const attention = (rows: readonly (readonly number[])[]): LayerAttention => ({
    data: Float32Array.from(rows.flat()),
    dims: [1, 1, rows.length, rows[0]?.length ?? 0],
  });
  const kept = (block: Block | undefined): readonly number[] => [...(block?.data ?? [])];
  const counted = (tokens: number, from = 0): Block => ({
    type: "float32",
    data: Float32Array.from({ length: tokens }, (_, i) => 1 + from + i),
    dims: [1, 1, tokens, 1],
  });

  it("knorm keeps the shortest keys with their values, and a state's last tokens", () => {
    const cache = createScoredCache({ kind: "scored", score: "knorm", size: 2 });
    const keys: Block = { type: "float32", data: Float32Array.of(5, 0.1, 3, -0.2), dims: [1, 1, 4, 1] };
    cache.take({ "p.0.key": keys, "p.0.value": counted(4), "p.0.conv_state": counted(4) }, 4, []);
    expect(kept(cache.past["p.0.value"])).toEqual([2, 4]);
    expect(kept(cache.past["p.0.conv_state"])).toEqual([3, 4]);
  });

  it("tova keeps what the last query looks at, h2o what was looked at most so far and the newest half", () => {
    const take = (score: "tova" | "h2o"): readonly number[] => {
      const cache = createScoredCache({ kind: "scored", score, size: 2 });
      const first = [
        [1, 0],
        [0.9, 0.1],
      ];
      cache.take({ "p.0.key": counted(2), "p.0.value": counted(2) }, 2, [attention(first)]);
      const second = [
        [0.1, 0.1, 0.8, 0],
        [0, 0.5, 0.1, 0.4],
      ];
      cache.take({ "p.0.key": counted(2, 2), "p.0.value": counted(2, 2) }, 2, [attention(second)]);
      return kept(cache.past["p.0.value"]);
    };
    expect(take("tova")).toEqual([2, 4]);
    expect(take("h2o")).toEqual([1, 4]);
  });

  it("turns rotated keys to their new places, in each head by its own distance", () => {
    const plain = randomBlock(2, 6, 8, 3);
    const theta = 10_000;
    const at = (block: Block, places: (head: number, token: number) => number): Block => {
      const turned = copyOf(block);
      turnKeys(turned, places, { theta });
      return turned;
    };
    const values = randomBlock(2, 6, 8, 4);
    const policy = { kind: "scored", score: "knorm", size: 3 } as const;
    const [unrotated, rotated] = [createScoredCache(policy), createScoredCache(policy, { theta })];
    // Keys of the first piece stand at 0..3, those of the second behind the three that stayed.
    const pieces = [4, 2].map((count, piece) => ({
      count,
      keys: part(plain, piece === 0 ? 0 : 4, count),
      values: part(values, piece === 0 ? 0 : 4, count),
    }));
    let had = 0;
    for (const { count, keys, values: own } of pieces) {
      unrotated.take({ "p.0.key": keys, "p.0.value": own }, count, []);
      const start = had;
      rotated.take({ "p.0.key": at(keys, (_, token) => start + token), "p.0.value": own }, count, []);
      had = 3;
    }
    expect(rotated.past["p.0.value"]).toEqual(unrotated.past["p.0.value"]);
    const wanted = at(unrotated.past["p.0.key"] as Block, (_, token) => token);
    rotated.past["p.0.key"]?.data.forEach((value, i) => {
      expect(value).toBeCloseTo(wanted.data[i] ?? Number.NaN, 5);
    });
  });

  it("keeps other tokens in other heads", () => {
    const cache = createScoredCache({ kind: "scored", score: "knorm", size: 1 });
    const keys: Block = { type: "float32", data: Float32Array.of(1, 2, 2, 1), dims: [1, 2, 2, 1] };
    const values: Block = { type: "float32", data: Float32Array.of(10, 11, 20, 21), dims: [1, 2, 2, 1] };
    cache.take({ "p.0.key": keys, "p.0.value": values }, 2, []);
    expect(kept(cache.past["p.0.value"])).toEqual([10, 21]);
  });
});

const IDS = Array.from({ length: 300 }, (_, i) => 10 + ((i * 37) % 400));

describe("losses of a stream", () => {
  it("are those of the dense cache while everything fits, whatever the policy", async () => {
    const engine = await loadEngine(embeddedFolder("rope-0"), 1);
    const dense = await engine.losses(IDS, { kind: "dense" });
    expect(dense.length).toBe(IDS.length - 1);
    for (const policy of [
      "sinks:4+512",
      "window:512@original",
      "shift:4+512",
      "h2o:512",
      "tova:512",
      "knorm:512",
    ]) {
      const losses = await engine.losses(IDS, parseCachePolicy(policy));
      losses.forEach((loss, i) => {
        expect(Math.abs(loss - (dense[i] ?? Number.NaN)), `${policy} ${i}`).toBeLessThan(2e-3);
      });
    }
    const cut = await engine.losses(IDS, parseCachePolicy("snapkv:32"));
    expect(cut.some((loss, i) => Math.abs(loss - (dense[i] ?? 0)) > 0.05)).toBe(true);
    await engine.close();
  });

  it("agree for a model of relative positions whether a window's keep their places or not", async () => {
    const engine = await loadEngine(embeddedFolder("rope-0"), 1);
    const [moved, original] = [
      await engine.losses(IDS, parseCachePolicy("window:64")),
      await engine.losses(IDS, parseCachePolicy("window:64@original")),
    ];
    moved.forEach((loss, i) => {
      expect(Math.abs(loss - (original[i] ?? Number.NaN))).toBeLessThan(2e-3);
    });
    await engine.close();
  });

  it("agree so for a graph that caches rotated keys, which are turned to their new places", async () => {
    const folder = await localFolder(`transformers:${madeModelFolder("explicit")}`, "", "");
    const engine = await loadEngine(folder, 1);
    const ids = Array.from({ length: 60 }, (_, i) => 2 + ((i * 7) % 26));
    const [moved, original] = [
      await engine.losses(ids, parseCachePolicy("window:24")),
      await engine.losses(ids, parseCachePolicy("window:24@original")),
    ];
    const dense = await engine.losses(ids, { kind: "dense" });
    moved.forEach((loss, i) => {
      expect(Math.abs(loss - (original[i] ?? Number.NaN))).toBeLessThan(2e-3);
    });
    expect(moved.some((loss, i) => Math.abs(loss - (dense[i] ?? 0)) > 0.01)).toBe(true);
    for (const policy of ["sinks:4+60", "knorm:60", "h2o:60", "snapkv:60", "tova:60"]) {
      const whole = await engine.losses(ids, parseCachePolicy(policy));
      whole.forEach((loss, i) => {
        expect(Math.abs(loss - (dense[i] ?? Number.NaN)), policy).toBeLessThan(1e-3);
      });
    }
    await engine.close();
  });

  it.each(["explicit", "fused", "attention"] as const)(
    "of score-based caches differ once they are full, in an %s graph of rotated keys",
    async (form) => {
      const folder = await localFolder(`transformers:${madeModelFolder(form)}`, "", "");
      const engine = await loadEngine(folder, 1);
      const ids = Array.from({ length: 60 }, (_, i) => 2 + ((i * 7) % 26));
      const dense = await engine.losses(ids, { kind: "dense" });
      for (const policy of ["knorm:16", "h2o:16", "snapkv:16", "tova:16"]) {
        checkPolicy(parseCachePolicy(policy), folder);
        const cut = await engine.losses(ids, parseCachePolicy(policy));
        const apart = [...cut].map((loss, i) => Math.abs(loss - (dense[i] ?? Number.NaN)));
        // The first pieces, four tokens each, are whole.
        expect(Math.max(...apart.slice(0, 16)), policy).toBeLessThan(1e-3);
        expect(Math.max(...apart.slice(20)), policy).toBeGreaterThan(0.01);
        expect(cut.every(Number.isFinite)).toBe(true);
      }
      await engine.close();
    },
  );
});
