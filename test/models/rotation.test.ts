import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Block } from "../../src/models/key-values.ts";
import { turnKeys } from "../../src/models/rerotation.ts";
import { frequenciesOf } from "../../src/models/rotation.ts";
import { rotationOf } from "../../src/models/rotation-of.ts";

interface Case {
  readonly name: string;
  readonly width: number;
  readonly config: Readonly<Record<string, unknown>>;
  readonly frequencies: readonly number[];
}

const cases = JSON.parse(
  readFileSync(new URL("../fixtures/rotary/frequencies.json", import.meta.url), "utf8"),
) as readonly Case[];

describe("frequenciesOf", () => {
  it.each(cases)("is what the transformers library computes: $name", ({ config, width, frequencies }) => {
    const own = [...frequenciesOf(rotationOf(config)!, width)];
    expect(own).toHaveLength(frequencies.length);
    for (const [i, w] of own.entries()) expect(w / (frequencies[i] ?? Number.NaN)).toBeCloseTo(1, 5);
  });
});

describe("rotationOf", () => {
  const llama = { model_type: "llama", rope_theta: 500_000 };

  it("reads newer files, which hold all of it in rope_parameters", () => {
    const { config, width } = cases[0]!;
    const { rope_theta, rope_scaling, ...rest } = config;
    const newer = { ...rest, rope_parameters: { rope_theta, ...(rope_scaling as object) } };
    expect(frequenciesOf(rotationOf(newer)!, width)).toEqual(frequenciesOf(rotationOf(config)!, width));
    expect(
      rotationOf({ model_type: "llama", rope_parameters: { rope_type: "default", rope_theta: 7 } }),
    ).toEqual({
      theta: 7,
    });
  });

  it("has the usual base, and a family's usual share", () => {
    expect(rotationOf({ model_type: "qwen2" })).toEqual({ theta: 10_000 });
    expect(rotationOf({ model_type: "gpt_neox", rotary_emb_base: 5000, rotary_pct: 1 })).toEqual({
      theta: 5000,
    });
    expect(rotationOf({ model_type: "gpt_neox" })).toEqual({ theta: 10_000, share: 0.25 });
  });

  it.each([
    ["another family", { model_type: "gemma3_text" }],
    ["frequencies by the prompt's length", { ...llama, rope_scaling: { type: "dynamic", factor: 2 } }],
    ["two lists of factors", { ...llama, rope_scaling: { rope_type: "longrope", factor: 2 } }],
    ["no factor", { ...llama, rope_scaling: { rope_type: "linear" } }],
    [
      "no bounds",
      { ...llama, rope_scaling: { rope_type: "llama3", factor: 8, original_max_position_embeddings: 9 } },
    ],
    ["a share of nothing", { ...llama, partial_rotary_factor: 0 }],
  ])("does not guess: %s", (_, config) => {
    expect(rotationOf(config)).toBeUndefined();
  });
});

describe("turnKeys", () => {
  it.each(cases)("moves each pair by its own angle and leaves the rest of a head: $name", (one) => {
    const rotation = rotationOf(one.config)!;
    const { width, frequencies } = one;
    const half = frequencies.length;
    const plain = Array.from({ length: width }, (_, i) => Math.sin(i + 1));
    const at = (place: number): number[] =>
      plain.map((value, i) => {
        if (i >= 2 * half) return value;
        const angle = place * (frequencies[i % half] ?? Number.NaN);
        return i < half
          ? value * Math.cos(angle) - (plain[i + half] ?? 0) * Math.sin(angle)
          : value * Math.cos(angle) + (plain[i - half] ?? 0) * Math.sin(angle);
      });
    const block: Block = { type: "float32", data: Float32Array.from(at(300)), dims: [1, 1, 1, width] };
    turnKeys(block, () => 17 - 300, rotation);
    for (const [i, value] of at(17).entries()) expect(block.data[i]).toBeCloseTo(value, 3);
  });
});
