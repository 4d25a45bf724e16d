import { AutoModelForCausalLM, Tensor } from "@huggingface/transformers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CachePolicy, parseCachePolicy } from "../../src/models/cache.ts";
import { decode, type Means, prefill } from "../../src/models/generate.ts";
import { type Graph, loadGraph } from "../../src/models/graph.ts";
import { createPrefixCache } from "../../src/models/prefix-cache.ts";
import { folder, largestGap, randomIds } from "./reference.ts";

const POLICIES = ["dense", "sinks:64+96", "window:100", "window:16", "head:200"];

let graph: Graph;
beforeAll(async () => {
  graph = await loadGraph(folder, 1);
});
afterAll(() => graph.close());

function means(policy: string, remembered: number): Means {
  return {
    graph,
    prefixes: createPrefixCache(remembered),
    scratch: new Map(),
    policy: parseCachePolicy(policy),
  };
}

describe.each(POLICIES)("with the cache %s", (policy) => {
  it("gives the same bits from a reused prefix as from the first token", async () => {
    const kept = means(policy, 2);
    const reused: number[] = [];
    for (const [share, length] of [
      [500, 500],
      [333, 420],
      [256, 390],
      [300, 300],
    ] as const) {
      const ids = [...randomIds("shared", share), ...randomIds(`own ${length}`, length).slice(share)];
      const warm = await prefill(kept, ids);
      const cold = await prefill(means(policy, 0), ids);
      expect(largestGap(warm.logits, cold.logits)).toBe(0);
      expect(cold.cached).toBe(0);
      reused.push(warm.cached);
      const answers = [await decode(kept, warm, [], 6), await decode(means(policy, 0), cold, [], 6)];
      expect(answers[0]).toEqual(answers[1]);
    }
    expect(reused[0]).toBe(0);
    expect(reused.slice(1, 3).every((count) => count > 0)).toBe(true);
  });

  it("answers the same token by token as with every answer token sent through the prompt's way", async () => {
    const ids = randomIds("prompt", 251);
    const { ids: answer } = await decode(means(policy, 0), await prefill(means(policy, 0), ids), [], 40);
    expect(answer).toHaveLength(40);
    const forced = [...ids];
    for (const [at, token] of answer.entries()) {
      if (at % 13 === 0) {
        const { logits } = await prefill(means(policy, 0), forced);
        expect(logits[token]).toBeCloseTo(Math.max(...logits), 3);
      }
      forced.push(token);
    }
  });

  it("ends at a stop token, which is not part of the answer, or at the limit", async () => {
    const ids = randomIds("prompt", 120);
    const ask = async (stops: readonly number[], limit: number) =>
      decode(means(policy, 0), await prefill(means(policy, 0), ids), stops, limit);
    const free = await ask([], 5);
    expect(free).toMatchObject({ stopped: false });
    const stop = free.ids[3]!;
    const before = free.ids.slice(0, free.ids.indexOf(stop));
    expect(await ask([stop], 5)).toEqual({ ids: before, stopped: true });
  });
});

// The policies' definition, written down a second time.
function sees(policy: CachePolicy, query: number, key: number): boolean {
  if (key > query || policy.kind === "head") return false;
  if (policy.kind === "dense") return true;
  if (policy.kind !== "sinks" && policy.kind !== "window") return false;
  const piece = Math.min(32, 2 ** Math.floor(Math.log2(policy.window / 4)));
  const recent = Math.floor(query / piece) * piece - policy.window + piece;
  return key >= recent || (policy.kind === "sinks" && key < policy.sinks);
}

it.each(["dense", "sinks:64+96", "window:100", "window:16"])(
  "an evicted token is a masked token: %s",
  async (name) => {
    const policy = parseCachePolicy(name);
    const ids = randomIds("masked", 300);
    const { logits } = await prefill(means(name, 0), ids);
    const model = await AutoModelForCausalLM.from_pretrained(folder.source, {
      dtype: "fp32",
      local_files_only: true,
    });
    // Nothing is cut here: the whole cache goes in, and a mask that also renumbers the positions.
    const piece = 4;
    let past: Record<string, Tensor> = {};
    let last = new Float32Array();
    for (let at = 0; at < ids.length; at += piece) {
      const end = Math.min(ids.length, at + piece);
      const mask = Array.from({ length: end }, (_, key) =>
        BigInt(key >= at || sees(policy, at, key) ? 1 : 0),
      );
      const outputs = (await model.forward({
        input_ids: int64(ids.slice(at, end).map(BigInt)),
        attention_mask: int64(mask),
        ...(at === 0 ? {} : { past_key_values: past }),
      })) as Record<string, Tensor>;
      past = {};
      for (const [key, value] of Object.entries(outputs))
        if (key.startsWith("present")) past[key.replace("present", "past_key_values")] = value;
      const all = outputs.logits!.data as Float32Array;
      last = new Float32Array(all.slice(-outputs.logits!.dims.at(-1)!));
    }
    await model.dispose();
    expect(largestGap(logits, last)).toBeLessThan(1e-4);
  },
  60_000,
);

it("head:H gives what a prompt without the middle gives", async () => {
  const ids = randomIds("head", 400);
  const short = [...ids.slice(0, 200), ...ids.slice(360)];
  const a = await prefill(means("head:200", 0), short);
  const b = await prefill(means("dense", 0), short);
  expect(largestGap(a.logits, b.logits)).toBe(0);
});

function int64(values: readonly bigint[]): Tensor {
  return new Tensor("int64", BigInt64Array.from(values), [1, values.length]);
}
