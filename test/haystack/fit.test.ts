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

  it("says how much there is where a finite source is too short", () => {
    const source: Segment[] = [{ kind: "filler", lead: " ", text: "x".repeat(50) }];
    const attempt = (): unknown => fitFiller(source, 200, 4, count);
    expect(attempt).toThrowError(MidspanError);
    expect(attempt).toThrowError("haystack is too short; tokens of filler needed: 200, available: 50");
  });
});
