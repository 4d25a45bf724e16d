import type { Haystack } from "../types.ts";

/** RULER's kind of noise, in words of our own: five short sentences, again and again, a line each time. */
const BLOCK = [
  "The lamp is lit.",
  "The rain is over and gone.",
  "The road is long.",
  "Up the hill we go, and down the hill we come.",
  "Nobody is late today.",
] as const;

/** The same for every seed. */
export const noiseHaystack: Haystack = {
  name: "noise",
  version: "1",
  *segments() {
    for (;;)
      for (const [i, text] of BLOCK.entries()) yield { kind: "filler", lead: i === 0 ? "\n" : " ", text };
  },
};
