import { describe, expect, it } from "vitest";
import type { AttentionPiece } from "../../src/models/attention-model.ts";
import { sumAttention } from "../../src/sinks/attention-sums.ts";
import { chanceAt, importanceAt, sinkRate } from "../../src/sinks/importance.ts";
import { positionFinding } from "../../src/sinks/position-finding.ts";
import { sinkFinding } from "../../src/sinks/sink-finding.ts";
import { looked, OPTIONS, piecesOf } from "./made-attention.ts";

const harmonic = (n: number): number =>
  Array.from({ length: n }, (_, i) => 1 / (i + 1)).reduce((a, b) => a + b, 0);
const uniform = (query: number): number[] => Array.from({ length: query + 1 }, () => 1 / (query + 1));
/** A share of every query's attention to the first token, the rest alike. */
const sinking = (share: number) => (query: number) =>
  uniform(query).map((weight, key) => (1 - share) * weight + (key === 0 ? share : 0));

const summed = (pieces: readonly AttentionPiece[], tokens: number) => {
  const sums = sumAttention(tokens);
  for (const piece of pieces) sums.add(piece);
  return sums.sums();
};

describe("importance", () => {
  it("of uniform causal attention is H_T / T at the first token, and chance everywhere", () => {
    const sums = summed(piecesOf(64, [uniform, uniform]), 64);
    expect(importanceAt(sums, 0)[0]?.[0]).toBeCloseTo(harmonic(64) / 64, 6);
    expect(chanceAt(64, 0)).toBeCloseTo(harmonic(64) / 64, 12);
    for (const k of [1, 7, 31, 63]) {
      expect(chanceAt(64, k)).toBeCloseTo((harmonic(64) - harmonic(k)) / (64 - k), 12);
      expect(importanceAt(sums, k)[0]?.[1]).toBeCloseTo(chanceAt(64, k), 6);
    }
  });

  it("counts heads above epsilon", () => {
    const sums = summed(piecesOf(64, [uniform, sinking(0.5), sinking(0.9)]), 64);
    expect(sinkRate(sums, 0, 0.3)).toBeCloseTo(2 / 3, 12);
    expect(sinkRate(sums, 0, 0.8)).toBeCloseTo(1 / 3, 12);
  });

  it("adds up the watched queries by span", () => {
    const sums = sumAttention(10, { from: 8, span: [2, 4] });
    for (const piece of piecesOf(10, [uniform])) sums.add(piece);
    const { layers, watched } = sums.sums();
    expect(watched).toBe(2);
    expect(layers[0]?.gold[0]).toBeCloseTo(2 / 9 + 2 / 10, 6);
    expect(layers[0]?.first[0]).toBeCloseTo(1 / 9 + 1 / 10, 6);
  });
});

describe("sinkFinding", () => {
  it("calls a sink a sink, uniform attention none, and leaves one prompt open", () => {
    const verdict = (...args: Parameters<typeof looked>) =>
      sinkFinding([looked(...args)], OPTIONS).rows.find(({ name }) => name === "verdict");
    expect(verdict(20, (i) => [uniform, sinking(0.2 + 0.01 * i)])).toMatchObject({
      verdict: "a sink",
      group: { head: 1 },
    });
    const less = (i: number) => (query: number) => {
      const weights = uniform(query).map((weight, key) =>
        key === 0 && query > 0 ? weight * (0.5 + 0.01 * i) : weight,
      );
      const sum = weights.reduce((a, b) => a + b, 0);
      return weights.map((weight) => weight / sum);
    };
    expect(verdict(20, (i) => [less(i), less(i + 1)])?.verdict).toBe("no sink");
    expect(verdict(1, () => [sinking(0.5)])?.verdict).toBe("one prompt only");
  });

  it("finds no sink in attention that scatters about chance more than 5 times of 100", () => {
    let wrong = 0;
    for (let run = 0; run < 100; run++) {
      const noisy = (i: number, head: number) =>
        sinking(0.05 * Math.sin(1000 * (run + 1) * (i + 1) * (head + 1)) ** 3);
      const model = looked(20, (i) => [noisy(i, 0), noisy(i, 1), noisy(i, 2)], 16);
      const [row] = sinkFinding([model], { ...OPTIONS, draws: 500 }).rows;
      if (row?.verdict === "a sink") wrong++;
    }
    expect(wrong).toBeLessThanOrEqual(10); // 99.9 % of binomial(100, 0.05)
  });
});

describe("positionFinding", () => {
  it("finds a sink that does not stand first", () => {
    const third = (query: number): number[] =>
      uniform(query).map((weight, key) => (query < 2 ? weight : 0.4 * weight + (key === 2 ? 0.6 : 0)));
    const [row] = positionFinding([looked(5, () => [uniform, third])]).rows;
    expect(row).toMatchObject({ verdict: "position 2", group: { position: 2 } });
  });
});
