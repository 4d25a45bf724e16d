import { loadInventedWorld } from "../../src/haystack/invented-world.ts";
import { fillSlots, type NonLiteralPair, nonLiteralPairs } from "../../src/haystack/non-literal.ts";
import { standsIn } from "../../src/haystack/stands-in.ts";
import { anyHaystackHas, anyHaystackSays } from "./haystack-texts.ts";
import type { SetVerdict } from "./verdict.ts";

/** `non-literal`: every pair in every wording, asked in one hop and in two; the answer is a name that is drawn. */
export function checkNonLiteral(): SetVerdict {
  const { firstNames, lastNames } = loadInventedWorld("run");
  const names = [...firstNames, ...lastNames];
  const items = nonLiteralPairs().flatMap((pair) =>
    pair.needles.flatMap((template) =>
      pair.targets.map((target) => ({
        pair,
        target,
        text: fillSlots(template, { who: "", hook: pair.hook }),
        question: fillSlots(pair.question, { target }),
      })),
    ),
  );
  const holdsName = (text: string): boolean => names.some((name) => standsIn(name, text));
  return {
    set: "non-literal",
    items: items.length,
    // The slot of the name aside, no sentence of the set has a name; the hook of another pair would answer as well.
    notUnique: items.filter(({ pair, text, target }) => holdsName(text) || leadsTo(pair, target, text)).length,
    inHaystack: items.filter(({ pair, target }) => [pair.hook, target].some((what) => anyHaystackSays(bare(what))))
      .length + names.filter(anyHaystackHas).length,
    inQuestion: items.filter(({ question }) => holdsName(question)).length,
    repeated: items.length - new Set(items.map(({ text, question }) => `${text} ${question}`)).size,
    oneIn: firstNames.length,
    drawnFrom: "first names (the first name alone is accepted)",
  };
}

/** Whether the sentence names what the question asks by: the step between would be gone. */
function leadsTo({ hook }: NonLiteralPair, target: string, text: string): boolean {
  return standsIn(bare(target), text) && !standsIn(bare(target), hook);
}

function bare(text: string): string {
  return text.replace(/^(?:the|an?) /i, "");
}
