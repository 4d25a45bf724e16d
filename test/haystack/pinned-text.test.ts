import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { fitFiller } from "../../src/haystack/fit.ts";
import { type Planting, plantSegments } from "../../src/haystack/plant.ts";
import { rememberSegments } from "../../src/haystack/remember.ts";
import { createRng } from "../../src/random.ts";
import { createWordTokenizer } from "../../src/tokens.ts";
import type { Haystack, Segment } from "../../src/types.ts";

/** Documents with headings, speech, short and long sentences, and a first segment without white space. */
const haystack: Haystack = {
  name: "pinned",
  version: "1",
  *segments(seed) {
    const rng = createRng(seed).fork("pinned");
    for (let i = 0; ; i++) {
      const words = Array.from({ length: 1 + rng.int(24) }, () =>
        rng.pick(["the", "ship", "7", "ledger,", "it's"]),
      );
      const lead = i === 0 || rng.int(40) === 0 ? "" : rng.pick([" ", " ", " ", "\n", "\n\n"]);
      yield { kind: "filler", lead, text: words.join(" ") + rng.pick([".", "?", "", ".”"]) };
    }
  },
};

function fact(i: number): Segment {
  return {
    kind: i % 2 === 0 ? "needle" : "distractor",
    lead: " ",
    text: `The key of ${i} is ${i * 7}.`,
    needleId: `${i}`,
  };
}

/** One cell as a task builds it: filler, then what stands still, then the needle at its depth. */
function buildCell(draw: number, source: Haystack): string {
  const rng = createRng("cells").fork(draw);
  const { count } = tokenizer;
  const filler = fitFiller(source.segments(rng.int(5)), 60 + rng.int(6000), rng.int(40), count).segments;
  const fixed = Array.from(
    { length: rng.int(6) },
    (_, i): Planting => ({ segment: fact(i + 1), depth: rng.float() }),
  );
  const base = plantSegments(filler, fixed, "\n\n", count).segments;
  const depth = rng.pick([0, 1, rng.float()]);
  const { text, tokens, gold, segments } = plantSegments(base, [{ segment: fact(0), depth }], "\n\n", count);
  return JSON.stringify({ text, tokens, gold, segments: segments.length });
}

const tokenizer = createWordTokenizer();

it("200 documents are what they were: text, tokens and depths, first built and built again", () => {
  const remembered = rememberSegments(haystack);
  const hash = createHash("sha256");
  for (let draw = 0; draw < 200; draw++) {
    const fresh = buildCell(draw, haystack);
    expect(buildCell(draw, remembered)).toBe(fresh);
    hash.update(fresh);
  }
  expect(hash.digest("hex")).toBe("c7b4a30c1a9cc99a4888be3c339e7b398856ba133d4672b5bf47df1a51eae18a");
});
