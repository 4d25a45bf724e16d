import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageRoot } from "../../src/root.ts";

const PYTHON = "/usr/bin/python3";
const hasTorch = spawnSync(PYTHON, ["-c", "import torch, numpy, onnx"]).status === 0;
const skip = !hasTorch && process.env.CI !== "true";
const ARCHITECTURES = ["rope", "alibi", "nope", "learned-sink"];
const SINKS = ["no-sink", "off-by-one", "doubled"];

interface Cases {
  readonly ids: readonly number[];
  /** Of the whole prompt, as PyTorch computes them: logits [T][V], attention [layers][H][T][T] without the sink. */
  readonly cases: Readonly<
    Record<string, { readonly logits: number[][]; readonly attention: number[][][][] }>
  >;
}

type Cache = Readonly<Record<string, Tensor>>;

let folder: string;
let cases: Cases;
beforeAll(() => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "midspan-variants-"));
  python("variant_cases.py", folder);
  cases = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8")) as Cases;
});
afterAll(() => {
  if (!skip) rmSync(folder, { recursive: true });
});

function python(script: string, ...rest: string[]): string {
  const path = join(packageRoot(), "models/train", script);
  // One thread: several that wait for each other take many times as long on a machine that has other work.
  const env = { ...process.env, OMP_NUM_THREADS: "1" };
  const run = spawnSync(PYTHON, [path, ...rest], { encoding: "utf8", timeout: 280_000, env });
  expect(run.status, run.stderr).toBe(0);
  return run.stdout;
}

/** One call: logits of all `ids` [S * V], attention by layer, the caches behind them. */
async function run(session: InferenceSession, ids: readonly number[], past?: Cache, positions?: number[]) {
  const before = past === undefined ? 0 : (Object.values(past)[0]?.dims[2] ?? 0);
  const total = before + ids.length;
  const where = positions ?? ids.map((_, i) => before + i);
  const int64 = (values: readonly number[], dims: number[]): Tensor =>
    new Tensor("int64", BigInt64Array.from(values, BigInt), dims);
  const empty = Object.fromEntries(
    session.inputNames
      .filter((name) => name.startsWith("past_key_values"))
      .map((name) => {
        const [heads, width] = name.endsWith("conv_state") ? [1, 1] : [2, 16];
        return [name, new Tensor("float32", new Float32Array(), [1, heads, 0, width])];
      }),
  );
  const found = await session.run({
    ...empty,
    ...past,
    input_ids: int64(ids, [1, ids.length]),
    attention_mask: int64(Array(total).fill(1), [1, total]),
    position_ids: int64(where, [1, where.length]),
    num_logits_to_keep: int64([0], []),
  });
  const outputs = Object.entries(found) as [string, Tensor][];
  const caches = outputs
    .filter(([name]) => name.startsWith("present"))
    .map(([name, tensor]) => [name.replace("present", "past_key_values"), tensor] as const);
  return {
    logits: found.logits?.data as Float32Array,
    attention: [0, 1].map((layer) => found[`decoder_attentions.${layer}`]),
    past: Object.fromEntries(caches) as Cache,
  };
}

const open = (name: string): Promise<InferenceSession> =>
  InferenceSession.create(join(folder, `${name}.onnx`));

/** Rows of every cache at the given positions. */
function slice(past: Cache, kept: readonly number[]): Cache {
  return Object.fromEntries(
    Object.entries(past).map(([name, { dims, data }]) => {
      const [, heads = 0, tokens = 0, width = 0] = dims;
      const from = data as Float32Array;
      const rows = Array.from({ length: heads }, (_, h) =>
        kept.flatMap((t) => [...from.subarray((h * tokens + t) * width, (h * tokens + t + 1) * width)]),
      );
      return [name, new Tensor("float32", Float32Array.from(rows.flat()), [1, heads, kept.length, width])];
    }),
  );
}

function largestGap(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);
}

it.skipIf(skip)("every architecture trains, and a stopped training ends with the same weights", () => {
  expect(python("variants.py", "--smoke")).toContain("the same after a resumption");
});

describe.skipIf(skip)("an exported graph", () => {
  it.each([...ARCHITECTURES, ...SINKS])("%s computes what PyTorch computes", async (name) => {
    const { logits } = await run(await open(name), cases.ids);
    expect(largestGap(logits, cases.cases[name]?.logits.flat() ?? [])).toBeLessThan(1e-4);
  });

  it.each(ARCHITECTURES)("%s: a cached prefix and the rest give the whole prompt's logits", async (name) => {
    const session = await open(name);
    const whole = await run(session, cases.ids);
    // Cuts on both sides of the tokens that are looked back at, and token by token.
    for (const cut of [1, 2, 3, 20, cases.ids.length - 1]) {
      const head = await run(session, cases.ids.slice(0, cut));
      const rest = await run(session, cases.ids.slice(cut), head.past);
      expect(largestGap([...head.logits, ...rest.logits], whole.logits)).toBeLessThan(1e-5);
    }
  });

  it.each(ARCHITECTURES)("%s: a slice of the cache is a cache with renumbered positions", async (name) => {
    const session = await open(name);
    const { past } = await run(session, cases.ids.slice(0, 30));
    const kept = [0, 1, ...Array.from({ length: 12 }, (_, i) => 18 + i)];
    const rest = cases.ids.slice(30);
    const implied = await run(session, rest, slice(past, kept));
    const positions = Array.from({ length: kept.length + rest.length }, (_, i) => i);
    const explicit = await run(session, rest, slice(past, kept), positions);
    expect(largestGap(implied.logits, explicit.logits)).toBe(0);
    const original = await run(session, rest, slice(past, kept), [...kept, ...rest.map((_, i) => 30 + i)]);
    // Only where positions count do they matter.
    if (name === "nope") expect(largestGap(original.logits, explicit.logits)).toBe(0);
    else expect(largestGap(original.logits, explicit.logits)).toBeGreaterThan(1e-3);
  });

  it("a learned sink at minus infinity is softmax", async () => {
    const plain = await run(await open("rope"), cases.ids);
    const without = await run(await open("no-sink"), cases.ids);
    expect(largestGap(without.logits, plain.logits)).toBe(0);
  });

  it("a learned sink at 0 is softmax-off-by-one, e^s / (1 + sum e^s), and at ln 2 has a 2 for the 1", async () => {
    // The first layer's scores are the same whatever the sink: softmax gives them up to a constant.
    const length = cases.ids.length;
    const rows = async (name: string, columns: number): Promise<Float32Array[]> => {
      const [layer] = (await run(await open(`${name}-attentions`), cases.ids)).attention;
      expect(layer?.dims).toEqual([1, 2, length, columns]);
      const data = layer?.data as Float32Array;
      return Array.from({ length: 2 * length }, (_, row) => data.slice(row * columns, (row + 1) * columns));
    };
    const plain = await rows("rope", length);
    const one = await rows("off-by-one", length + 1);
    const two = await rows("doubled", length + 1);
    for (const [row, p] of plain.entries()) {
      const [a, b] = [one[row], two[row]] as [Float32Array, Float32Array];
      // The last column is the sink: 1 / (1 + Z), and with a 2 for the 1, 2 / (2 + Z).
      const sum = 1 / (a[length] as number) - 1;
      expect(b[length]).toBeCloseTo(2 / (2 + sum), 5);
      const offByOne = Array.from(p, (weight) => (weight * sum) / (1 + sum));
      expect(largestGap(a.subarray(0, length), offByOne)).toBeLessThan(1e-5);
    }
  });
});
