import { readFileSync } from "node:fs";
import fc from "fast-check";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { withAttentionOutputs } from "../../src/models/attention-outputs.ts";
import { fieldsOf, joined, lengthDelimited, numberField, textField } from "../../src/models/wire-format.ts";
import { type Form, madeGraph } from "./made-graphs.ts";

const IDS = [1, 5, 9, 3, 7, 2];

async function run(bytes: Uint8Array, names: readonly string[]): Promise<readonly Tensor[]> {
  const session = await InferenceSession.create(bytes, { logSeverityLevel: 3 });
  const whole = (values: readonly number[]): Tensor =>
    new Tensor("int64", BigInt64Array.from(values.map(BigInt)), [1, values.length]);
  const all: Record<string, Tensor> = {
    input_ids: whole(IDS),
    attention_mask: whole(IDS.map(() => 1)),
    position_ids: whole(IDS.map((_, i) => i)),
  };
  const feeds = Object.fromEntries(
    session.inputNames.map((name) => [
      name,
      all[name] ?? new Tensor("float32", new Float32Array(0), [1, 1, 0, 16]),
    ]),
  );
  const out = await session.run(feeds);
  await session.release();
  return [...names, "logits"].map((name) => out[name] as Tensor);
}

const native = await run(readFileSync(madeGraph("explicit-native")), ["native.0", "native.1"]);

async function apart(form: Form): Promise<readonly number[]> {
  const { bytes, outputs } = withAttentionOutputs(readFileSync(madeGraph(form)));
  const found = await run(bytes, outputs);
  return found.map((tensor, i) => {
    const other = native[i]?.data as Float32Array;
    expect(tensor.dims).toEqual(native[i]?.dims);
    return Math.max(
      ...(tensor.data as Float32Array).map((value, j) => Math.abs(value - (other[j] ?? Number.NaN))),
    );
  });
}

describe("withAttentionOutputs", () => {
  it("gives an explicit graph's attention bit for bit as an export of its own does", async () => {
    expect(await apart("explicit")).toEqual([0, 0, 0]);
  });

  it("gives the attention of GroupQueryAttention and of Attention (opset 23)", async () => {
    for (const form of ["fused", "attention"] as const)
      for (const distance of await apart(form)) expect(distance).toBeLessThan(1e-4);
  });

  it("refuses a graph without attention, and says what stands there instead", () => {
    const node = lengthDelimited(1, textField(1, "x"), textField(2, "y"), textField(4, "MultiHeadAttention"));
    expect(() => withAttentionOutputs(lengthDelimited(7, node))).toThrow(
      /no attention that can be read.*MultiHeadAttention/,
    );
  });

  it("does not take a router's softmax for attention", () => {
    const node = (op: string, from: string, to: string) =>
      lengthDelimited(1, textField(1, from), textField(2, to), textField(4, op));
    const graph = lengthDelimited(7, node("Softmax", "x", "p"), node("TopK", "p", "best"));
    expect(() => withAttentionOutputs(graph)).toThrow(/no attention/);
  });

  it("never crashes on bytes that are no model", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          withAttentionOutputs(bytes);
        } catch (error) {
          expect(error).toHaveProperty("code", expect.stringMatching(/^(input-file|model-unavailable)$/));
        }
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it("stays clear on a model whose bytes were changed or cut", () => {
    const whole = readFileSync(madeGraph("fused"));
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.boolean(), (at, byte, cut) => {
        const bytes = cut ? whole.subarray(0, at) : Uint8Array.from(whole).fill(byte, at, at + 1);
        try {
          expect(withAttentionOutputs(bytes).outputs.length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toHaveProperty("code", expect.stringMatching(/^(input-file|model-unavailable)$/));
        }
      }),
      { seed: 1, numRuns: 300 },
    );
  });
});

describe("the wire format", () => {
  it("reads what it writes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.nat(2 ** 40)), { maxLength: 20 }),
        (fields) => {
          const bytes = joined(fields.map(([number, value]) => numberField(number, value)));
          expect([...fieldsOf(bytes)].map(({ number, value }) => [number, value])).toEqual(fields);
        },
      ),
      { seed: 1 },
    );
  });
});
