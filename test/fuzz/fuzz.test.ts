import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsers } from "./parsers.ts";
import { damagedInput, tried } from "./tried.ts";

const quick = parsers.filter(({ slow }) => slow !== true);

/** A short look at what `npm run fuzz` tries for as long as it is told. */
describe("a damaged file is read or refused, by the reader of", () => {
  it.each(quick)("$name", async (parser) => {
    await fc.assert(
      fc.asyncProperty(damagedInput(parser), async (input) => {
        await tried(parser, input);
      }),
      { seed: 8, numRuns: 60 },
    );
  });

  it.each(quick)("$name, whole", async (parser) => {
    for (const sample of parser.samples.keys())
      expect(await tried(parser, { sample, changes: [] }), `sample ${sample}`).toBe("read");
  });
});
