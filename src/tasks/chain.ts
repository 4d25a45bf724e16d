import type { Cell, Needle, Sample, TaskKit } from "../types.ts";
import { documentSample } from "./document.ts";
import { integerFactor } from "./factors.ts";
import { listed } from "./listing.ts";
import type { PromptParts } from "./prompt.ts";

/** How the links of a chain are worded; node 0 is the start. */
export interface ChainWords {
  readonly parts: (start: string, hops: number) => PromptParts;
  readonly link: (from: string, to: string) => string;
}

/**
 * Facts that lead from one name to the next: `variable-tracking` and `uuid-chain`. Every link is a needle whose
 * answer is the name it leads to, so that recall by each link's own depth exists; the start is given in the
 * question and never counted. Links stand in the chain's order, but for the first, which is tracked.
 *
 * @param chains names of each chain in order, start first; the first chain is asked for
 */
export function chainSample(
  cell: Cell,
  kit: TaskKit,
  chains: readonly (readonly string[])[],
  words: ChainWords,
): Sample {
  const [needles = [], ...others] = chains.map((names) => linksOf(names, words));
  const parts = words.parts(chains[0]?.[0] as string, needles.length);
  return documentSample(
    {
      cell,
      needles: needles.map((needle) => ({ ...needle, question: parts.question })),
      distractors: others.flat(),
      parts: { ...parts, answer: listed(needles) },
    },
    kit,
  );
}

function linksOf(names: readonly string[], words: ChainWords): readonly Needle[] {
  return names.slice(1).map((to, i) => {
    const from = names[i] as string;
    return { id: `${from} to ${to}`, text: words.link(from, to), question: "", answers: [to] };
  });
}

/** `chains` lists of `nodes` names each, none of them twice. */
export function drawChains(cell: Cell, nodes: number, draw: () => string): readonly (readonly string[])[] {
  const chains = integerFactor(cell, "chains", 1, 1);
  const names = new Set<string>();
  while (names.size < chains * nodes) names.add(draw());
  const all = [...names];
  return Array.from({ length: chains }, (_, i) => all.slice(i * nodes, (i + 1) * nodes));
}
