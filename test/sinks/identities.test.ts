import { readFileSync } from "node:fs";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { type AttentionPiece, openAttentionModel } from "../../src/models/attention-model.ts";
import { loadEngine } from "../../src/models/engine.ts";
import { localFolder } from "../../src/models/local-folder.ts";
import { sumAttention } from "../../src/sinks/attention-sums.ts";
import { chanceAt, importanceAt } from "../../src/sinks/importance.ts";
import { softmax } from "../../src/stats/softmax.ts";
import { type Form, madeGraph, madeModelFolder } from "../models/made-graphs.ts";

const IDS = Array.from({ length: 48 }, (_, i) => 2 + ((i * 11) % 26));
const T = IDS.length;
const HEADS = 2;
const LAYERS = [0, 1];
type Matrix = readonly (readonly number[])[];

async function lookedInto(form: Form, ids = IDS) {
  const model = await openAttentionModel(
    await localFolder(`transformers:${madeModelFolder(form)}`, "", ""),
    1,
  );
  const pieces: AttentionPiece[] = [];
  const sums = sumAttention(ids.length);
  await model.look(ids, (piece) => {
    pieces.push({ ...piece, weights: piece.weights.slice() });
    sums.add(piece);
  });
  await model.close();
  return { pieces, sums: sums.sums() };
}

/** Attention of one head of a layer, [queries][keys]; the tokens that are not there yet get 0. */
function matrixOf(pieces: readonly AttentionPiece[], layer: number, head: number, tokens: number): Matrix {
  return pieces
    .filter((piece) => piece.layer === layer)
    .flatMap(({ queries, columns, weights }) =>
      Array.from({ length: queries }, (_, query) => {
        const row = weights.subarray((head * queries + query) * columns);
        return Array.from({ length: tokens }, (_, key) => (key < columns ? (row[key] ?? 0) : 0));
      }),
    );
}

/** Every output of a graph for a whole prompt, straight from the runtime. */
async function outputsOf(form: Form): Promise<Readonly<Record<string, Tensor>>> {
  const session = await InferenceSession.create(readFileSync(madeGraph(form)), { logSeverityLevel: 3 });
  const whole = (values: readonly number[]): Tensor =>
    new Tensor("int64", BigInt64Array.from(values.map(BigInt)), [1, values.length]);
  const given: Record<string, Tensor> = {
    input_ids: whole(IDS),
    attention_mask: whole(IDS.map(() => 1)),
    position_ids: whole(IDS.map((_, i) => i)),
  };
  const nothing = new Tensor("float32", new Float32Array(0), [1, 1, 0, 16]);
  const found = await session.run(
    Object.fromEntries(session.inputNames.map((name) => [name, given[name] ?? nothing])),
  );
  await session.release();
  return found;
}

const numbers = (tensor: Tensor | undefined): Float32Array => tensor?.data as Float32Array;

/** (A^n)_{q,k} of the causal average A, whose rows are 1/(q+1): a Hausdorff mean with moments (k+1)^-n, from 0. */
function averaged(q: number, k: number, moment: (m: number) => number): number {
  let [sum, choose] = [0, binomial(q, k)];
  for (let j = 0; j <= q - k; j++) {
    sum += choose * moment(k + j);
    choose *= -(q - k - j) / (j + 1);
  }
  return sum;
}

function binomial(n: number, k: number): number {
  let found = 1;
  for (let i = 1; i <= k; i++) found *= (n - k + i) / i;
  return found;
}

const product = (a: Matrix, b: Matrix): Matrix =>
  a.map((row) => row.map((_, k) => row.reduce((sum, weight, j) => sum + weight * (b[j]?.[k] ?? 0), 0)));
const harmonic = (n: number): number =>
  Array.from({ length: n }, (_, i) => 1 / (i + 1)).reduce((sum, one) => sum + one, 0);

describe("an untrained model, whose scores are all 0", () => {
  it("attends to each of n tokens with 1/n, so that the first gets H_T / T and every one its chance", async () => {
    const { pieces, sums } = await lookedInto("average");
    for (const layer of LAYERS)
      matrixOf(pieces, layer, 1, T).forEach((row, query) => {
        row.forEach((weight, key) => {
          expect(weight).toBeCloseTo(key <= query ? 1 / (query + 1) : 0, 7);
        });
      });
    expect(importanceAt(sums, 0)[0]?.[0]).toBeCloseTo(harmonic(T) / T, 6);
    for (const key of [0, 1, 17, T - 1])
      for (const alpha of importanceAt(sums, key).flat()) expect(alpha).toBeCloseTo(chanceAt(T, key), 6);
  });

  it("gives the first of T tokens H_T / T of the second layer's last row, and token k (H_T - H_k) / T", async () => {
    const { pieces } = await lookedInto("average");
    const [first, second] = LAYERS.map((layer) => matrixOf(pieces, layer, 0, T)) as [Matrix, Matrix];
    const last = product(second, first)[T - 1] ?? [];
    last.forEach((weight, k) => {
      expect(weight).toBeCloseTo((harmonic(T) - harmonic(k)) / T, 6);
    });
  });

  it("favours both ends of its prompt where layers add to what came in, before any training", async () => {
    const tokens = 12;
    const { pieces } = await lookedInto("average", IDS.slice(0, tokens));
    // Half of each layer is what came in: attention rollout (Abnar & Zuidema 2020, section 4).
    const [first, second] = LAYERS.map(
      (layer): Matrix =>
        matrixOf(pieces, layer, 0, tokens).map((row, q) =>
          row.map((weight, k) => (weight + (q === k ? 1 : 0)) / 2),
        ),
    ) as [Matrix, Matrix];
    const last = product(second, first)[tokens - 1] ?? [];
    last.forEach((weight, k) => {
      expect(weight).toBeCloseTo(
        averaged(tokens - 1, k, (m) => ((1 + 1 / (m + 1)) / 2) ** 2),
        6,
      );
    });
    const middle = last.slice(4, 8);
    for (const weight of middle) {
      expect(last[0]).toBeGreaterThan(weight);
      expect(last.at(-1)).toBeGreaterThan(weight);
    }
  });
});

describe("equal scores", () => {
  it("give one of n tokens the share p only from a gap of ln(p (n - 1) / (1 - p)) nats on", () => {
    for (const [share, n] of [
      [0.5, 1000],
      [0.3, 64],
      [0.9, 10],
    ] as const) {
      const gap = Math.log((share * (n - 1)) / (1 - share));
      for (const level of [-30, 0, 8]) {
        const scores = Array.from({ length: n }, (_, i) => level + (i === 0 ? gap : 0));
        const shares = softmax(Float32Array.from(scores));
        expect(shares[0]).toBeCloseTo(share, 5);
        expect(softmax(Float32Array.from({ length: n }, () => level))[0]).toBeCloseTo(1 / n, 7);
      }
    }
    expect(Math.log((0.5 * 999) / 0.5)).toBeCloseTo(6.9, 1);
  });
});

describe("a learned sink", () => {
  it("at minus infinity is softmax, bit for bit, and gets nothing", async () => {
    const folders = await Promise.all(
      (["explicit", "sink-never"] as const).map((form) =>
        localFolder(`transformers:${madeModelFolder(form)}`, "", ""),
      ),
    );
    const [plain, never] = await Promise.all(
      folders.map(async (folder) => {
        const engine = await loadEngine(folder, 1);
        const losses = await engine.losses(IDS, { kind: "dense" });
        await engine.close();
        return losses;
      }),
    );
    expect(never).toEqual(plain);
    const { sums } = await lookedInto("sink-never");
    for (const { nothing } of sums.layers) expect(nothing).toEqual(Float64Array.of(0, 0));
    expect(importanceAt(sums, 0)).toEqual(importanceAt((await lookedInto("explicit")).sums, 0));
  });

  it("at 0 is softmax-off-by-one: w = e^s / (1 + sum of e^s)", async () => {
    const found = await outputsOf("sink-zero");
    for (const layer of LAYERS) {
      const scores = numbers(found[`scores.${layer}`]);
      const weights = numbers(found[`native.${layer}`]);
      expect(found[`native.${layer}`]?.dims).toEqual([1, HEADS, T, T + 1]);
      for (let row = 0; row < HEADS * T; row++) {
        const powers = Array.from(scores.subarray(row * T, (row + 1) * T), (score) => Math.exp(score));
        const below = 1 + powers.reduce((sum, power) => sum + power, 0);
        const own = weights.subarray(row * (T + 1), (row + 1) * (T + 1));
        powers.forEach((power, key) => {
          expect(own[key]).toBeCloseTo(power / below, 6);
        });
        expect(own[T]).toBeCloseTo(1 / below, 6);
      }
    }
  });

  it("at 0 differs from softmax by what nothing gets: w' = w (1 - nothing) in the first layer", async () => {
    const [plain, zero] = [await lookedInto("explicit"), await lookedInto("sink-zero")];
    const [before, after] = [plain, zero].map(({ pieces }) => matrixOf(pieces, 0, 0, T)) as [Matrix, Matrix];
    after.forEach((row, query) => {
      const nothing = 1 - row.slice(0, query + 1).reduce((sum, weight) => sum + weight, 0);
      expect(nothing).toBeGreaterThan(0);
      row.slice(0, query + 1).forEach((weight, key) => {
        expect(weight).toBeCloseTo((before[query]?.[key] ?? Number.NaN) * (1 - nothing), 5);
      });
    });
    expect(zero.sums.layers[0]?.nothing?.every((sum) => sum > 0)).toBe(true);
  });
});
