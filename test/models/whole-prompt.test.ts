import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { watchPrompts } from "../../src/models/whole-prompt.ts";
import { sampleOf } from "./reference.ts";

const sent = (promptTokens: number, seed = 1) => ({ ...sampleOf(1, { seed }), promptTokens });

describe("a count of ours", () => {
  it("is held to nine tenths", () => {
    const isWhole = watchPrompts();
    expect(isWhole(900, sent(1000), { counted: true })).toBe(true);
    expect(isWhole(899, sent(1000), { counted: true })).toBe(false);
  });
});

describe("an estimate", () => {
  it("is held to somewhat less than a half, and to what a shorter prompt about the document came to", () => {
    const isWhole = watchPrompts();
    expect(isWhole(449, sent(1000), {})).toBe(false);
    expect(isWhole(1000, sent(1000), {})).toBe(true);
    expect(isWhole(2500, sent(4000), {})).toBe(false);
    expect(isWhole(3500, sent(4000), {})).toBe(true);
    // Another document knows nothing of it.
    expect(isWhole(2500, sent(4000, 2), {})).toBe(true);
  });

  it("never accuses a server that reads all, whatever the text and its template", () => {
    fc.assert(
      fc.property(
        // Tokens an estimated token; what the template adds; how the first wavers from length to length.
        fc.double({ min: 0.6, max: 3, noNaN: true }),
        fc.integer({ min: 0, max: 150 }),
        fc.array(fc.double({ min: 0.95, max: 1.05, noNaN: true }), { minLength: 2, maxLength: 10 }),
        (density, template, wavers) => {
          const isWhole = watchPrompts();
          for (const [i, waver] of wavers.entries()) {
            const length = 256 * 2 ** i;
            expect(isWhole(template + density * waver * length, sent(length), {})).toBe(true);
          }
        },
      ),
      { seed: 3 },
    );
  });

  it("never accuses prompts of one length, of which each is counted a little otherwise by us and by the server", () => {
    const waver = fc.integer({ min: -10, max: 10 });
    fc.assert(
      fc.property(fc.array(fc.tuple(waver, waver), { minLength: 2, maxLength: 11 }), (wavers) => {
        const isWhole = watchPrompts();
        for (const [ours, theirs] of wavers) expect(isWhole(470 + theirs, sent(440 + ours), {})).toBe(true);
      }),
      { seed: 5 },
    );
  });

  it("finds a fixed window at the second length above it at the latest", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.8, max: 2, noNaN: true }),
        fc.integer({ min: 2048, max: 16_384 }),
        (density, window) => {
          const isWhole = watchPrompts();
          const lengths = [1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];
          const verdicts = lengths.map((length) => ({
            cut: density * length > window,
            whole: isWhole(Math.min(window, density * length), sent(length), {}),
          }));
          expect(verdicts.filter(({ cut }) => !cut).every(({ whole }) => whole)).toBe(true);
          expect(
            verdicts
              .filter(({ cut }) => cut)
              .slice(1)
              .some(({ whole }) => whole),
          ).toBe(false);
        },
      ),
      { seed: 4 },
    );
  });
});
