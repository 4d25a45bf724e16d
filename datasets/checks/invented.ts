import { loadInventedWorld } from "../../src/haystack/invented-world.ts";
import { runNeedles } from "../../src/haystack/needles.ts";
import { standsIn } from "../../src/haystack/stands-in.ts";
import { createRng } from "../../src/random.ts";
import type { NeedleForm, ValueKind } from "../../src/types.ts";
import { anyHaystackHas, haystackTexts } from "./haystack-texts.ts";
import type { SetVerdict } from "./verdict.ts";

const FORMS: readonly NeedleForm[] = ["attribute", "magic-key", "json-record"];
const VALUES: readonly ValueKind[] = ["word", "number", "uuid"];

/** `invented`: facts drawn by a seed, in every wording and with every kind of value. */
export function checkInvented(sets: number): readonly SetVerdict[] {
  return FORMS.flatMap((form) => VALUES.map((values) => checkDraw(form, values, sets)));
}

function checkDraw(form: NeedleForm, values: ValueKind, sets: number): SetVerdict {
  const seen = new Set<string>();
  let [notUnique, inQuestion] = [0, 0];
  for (let seed = 0; seed < sets; seed++) {
    const keys = form === "json-record" ? "uuid" : "name";
    const request = { rng: createRng(seed), needles: 1, distractors: 7, values, form, keys } as const;
    const { needles, distractors } = runNeedles.make(request);
    const [gold] = needles;
    const answer = gold?.answers[0] ?? "";
    seen.add(`${gold?.id} = ${answer}`);
    const texts = [...needles, ...distractors].map(({ text }) => text);
    if (texts.filter((text) => text.includes(answer)).length !== 1) notUnique++;
    if (standsIn(answer, gold?.question ?? "")) inQuestion++;
  }
  return {
    set: `invented: ${form}, ${values}`,
    items: sets,
    notUnique,
    inHaystack: inHaystacks(values),
    inQuestion,
    repeated: sets - seen.size,
    oneIn: sizeOf(values),
    drawnFrom: { word: "adjective-noun pairs", number: "numbers of 7 digits", uuid: "uuids of version 4" }[values],
  };
}

/** Of all that may be drawn, not only of the items: names of people, and whatever looks like a value of the kind. */
function inHaystacks(values: ValueKind): number {
  const { firstNames, lastNames, adjectives, nouns } = loadInventedWorld("run");
  const names = [...firstNames, ...lastNames].filter(anyHaystackHas);
  const shape = {
    word: new RegExp(`\\b(?:${adjectives.join("|")})-(?:${nouns.join("|")})\\b`, "gi"),
    number: /\d{7}/g,
    uuid: /[0-9a-f]{8}-[0-9a-f]{4}/g,
  }[values];
  return names.length + haystackTexts().flatMap(({ text }) => text.match(shape) ?? []).length;
}

function sizeOf(values: ValueKind): number {
  const { adjectives, nouns } = loadInventedWorld("run");
  // 122 bits of a version-4 uuid are drawn (RFC 9562, 5.4).
  return { word: adjectives.length * nouns.length, number: 9_000_000, uuid: 2 ** 122 }[values];
}
