import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MidspanError } from "../../src/errors.ts";
import { fitFiller } from "../../src/haystack/fit.ts";
import { createRng } from "../../src/random.ts";
import type { Segment } from "../../src/types.ts";

/** A text of n letters costs n tokens here, its lead nothing. */
const count = (text: string): number => text.trim().length;

function* endless(seed: number): Iterable<Segment> {
  const rng = createRng(seed);
  for (let i = 0; ; i++)
    yield { kind: "filler", lead: i % 6 === 0 ? "\n\n" : " ", text: "x".repeat(5 + rng.int(30)) };
}

describe("fitting filler into a budget", () => {
  it("never passes the budget and leaves at most the slack, whatever the budget", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 3000 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 1e9 }),
        (budget, slack, seed) => {
          const fitted = fitFiller(endless(seed), budget, slack, count);
          expect(fitted.tokens).toBe(fitted.segments.reduce((sum, segment) => sum + segment.text.length, 0));
          expect(fitted.tokens).toBeLessThanOrEqual(budget);
          expect(fitted.tokens).toBeGreaterThanOrEqual(budget - slack);
        },
      ),
      { seed: 31 },
    );
  });

  it("is the same whether the ending is looked for as far as needed or in all that lies ahead", () => {
    const ahead = Object.assign((text: string) => count(text), { ahead: () => undefined });
    fc.assert(
      fc.property(
        fc.integer({ min: 5, max: 3000 }),
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 0, max: 1e9 }),
        (budget, slack, seed) => {
          expect(fitFiller(endless(seed), budget, slack, count)).toEqual(
            fitFiller(endless(seed), budget, slack, ahead),
          );
        },
      ),
      { seed: 32 },
    );
  });

  it("keeps reading order and changes only the ending", () => {
    const source: Segment[] = [];
    for (const segment of endless(4)) if (source.push(segment) === 900) break;
    const { segments } = fitFiller(source, 2000, 2, count);
    const head = segments.slice(0, -14);
    expect(head).toEqual(source.slice(0, head.length));
    expect(new Set(segments).size).toBe(segments.length);
  });

  const sentences = function* (sizes: readonly number[], seen: { read: number }): Iterable<Segment> {
    for (const size of sizes) {
      seen.read++;
      yield { kind: "filler", lead: " ", text: "x".repeat(size) };
    }
    for (;;) {
      seen.read++;
      yield { kind: "filler", lead: " ", text: "x".repeat(30) };
    }
  };
  const sizesOf = ({ segments }: { readonly segments: readonly Segment[] }): readonly number[] =>
    segments.map(({ text }) => text.length);
  const FIVE = [10, 10, 10, 10, 10];

  it("ends with the first sentence ahead that fills the room, and reads no further than that", () => {
    const seen = { read: 0 };
    const fitted = fitFiller(sentences([...FIVE, 30, 9, 11, 30, 11], seen), 61, 0, count);
    expect(sizesOf(fitted)).toEqual([...FIVE, 11]);
    expect(fitted.tokens).toBe(61);
    expect(seen.read).toBeLessThan(12);
  });

  it("takes two where no one fills the room, never the same one twice, and gives sentences up where no two do", () => {
    const ended = (sizes: readonly number[], budget: number, slack = 0) =>
      fitFiller(sentences(sizes, { read: 0 }), budget, slack, count);
    expect(sizesOf(ended([...FIVE, 30, 7, 4], 61))).toEqual([...FIVE, 7, 4]);
    // A sentence of 6 stands there once, so 12 is not two of it; without the fifth sentence there is room for 22.
    expect(sizesOf(ended([...FIVE, 30, 6, 22], 62))).toEqual([10, 10, 10, 10, 22]);
    expect(sizesOf(ended([...FIVE, 30, 6, 6, 22], 62))).toEqual([...FIVE, 6, 6]);
    // A gap of the slack goes before a sentence given up.
    expect(ended([...FIVE, 30, 6, 22], 57, 1)).toMatchObject({ tokens: 56 });
    expect(sizesOf(ended([...FIVE, 30, 6, 22], 57, 1))).toEqual([...FIVE, 6]);
  });

  it("asks a tokenizer that a server has once for all that lies ahead", () => {
    const asked: (readonly (readonly (string | undefined)[])[])[] = [];
    const ahead = Object.assign((text: string) => count(text), {
      ahead: (texts: readonly (readonly (string | undefined)[])[]) => void asked.push(texts),
    });
    fitFiller(sentences([...FIVE, 30, 9, 11], { read: 0 }), 61, 0, ahead);
    const last = asked.at(-1) ?? [];
    expect(last.length).toBe(600);
    expect(last.slice(0, 3)).toEqual([30, 9, 11].map((size) => [` ${"x".repeat(size)}`]));
  });

  it("says how much there is where a finite source is too short", () => {
    const source: Segment[] = [{ kind: "filler", lead: " ", text: "x".repeat(50) }];
    const attempt = (): unknown => fitFiller(source, 200, 4, count);
    expect(attempt).toThrowError(MidspanError);
    expect(attempt).toThrowError("haystack is too short; tokens of filler needed: 200, available: 50");
  });
});
