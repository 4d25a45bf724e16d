import { runNeedles } from "../../src/haystack/needles.ts";
import { createRng } from "../../src/random.ts";
import { createWordTokenizer } from "../../src/tokens.ts";
import type { Haystack, TaskKit } from "../../src/types.ts";

const WORDS = "amber boats carry doubtful evenings further grain harbours inland journeys kept letters".split(
  " ",
);

/** Endless sentences of 4 to 24 words in paragraphs, so that tests do not depend on the genres. */
const plainHaystack: Haystack = {
  name: "plain",
  version: "1",
  *segments(seed) {
    const rng = createRng(seed).fork("plain");
    for (let i = 0; ; i++) {
      const words = Array.from({ length: 4 + rng.int(21) }, () => rng.pick(WORDS));
      yield { kind: "filler", lead: i % 5 === 0 ? "\n\n" : " ", text: `So ${words.join(" ")}.` };
    }
  },
};

export const plainKit: TaskKit = {
  haystack: plainHaystack,
  tokenizer: createWordTokenizer(),
  prefill: true,
  needles: runNeedles,
};
