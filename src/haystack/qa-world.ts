import { parse } from "yaml";
import { z } from "zod";
import { createRng, type Rng } from "../random.ts";
import { readDataset } from "./dataset.ts";
import { type InventedWorld, loadInventedWorld } from "./invented-world.ts";
import { fillSlots } from "./non-literal.ts";

const words = z.array(z.string().min(1)).min(1);
const range = z.tuple([z.int(), z.int()]);

const attribute = z.strictObject({
  key: z.string(),
  value: z.union([
    z.strictObject({ year: range }),
    z.strictObject({ number: range, unit: z.string() }),
    z.enum(["person", "town"]),
  ]),
  question: z.string(),
  sentences: words,
});

const kind = z.strictObject({
  name: z.string(),
  /** "Old Ashcombe" or "Vorma Ashcombe". */
  named: z.enum(["place", "person"]),
  title: z.string(),
  opening: words,
  closing: words,
  attributes: z.array(attribute).min(2),
});

/** `datasets/qa/world.yaml`: what the documents of an invented country say. */
export const qaWorldFile = z.strictObject({
  version: z.int().min(1),
  prefixes: words,
  kinds: z.array(kind).min(1),
});

type Kind = z.infer<typeof kind>;
type Value = z.infer<typeof attribute>["value"];

/** Something that a document states and a question asks. */
export interface QaFact {
  readonly key: string;
  readonly question: string;
  readonly answer: string;
}

/** A document about one thing of the invented country. */
export interface QaDocument {
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  readonly facts: readonly QaFact[];
}

/** Names that share a part are what makes a document a hard negative of another. */
const BASES = 25;
const NAMES_PER_BASE = 4;
const PEOPLE = { first: 12, last: 20 };

/** The documents of the world of a seed: 100 of each kind, no title twice; equal seeds give equal documents. */
export function qaDocuments(seed: number): readonly QaDocument[] {
  const file = qaWorldFile.parse(parse(readDataset("qa/world.yaml")));
  const rng = createRng(seed).fork("qa-world");
  const lexicon = splitNames(loadInventedWorld("run"), rng.fork("names"));
  return file.kinds.flatMap((item) => documentsOf(item, file.prefixes, lexicon, rng.fork(item.name)));
}

interface Names {
  readonly firsts: readonly string[];
  readonly bases: readonly string[];
  readonly towns: readonly string[];
  readonly surnames: readonly string[];
}

/** Things, towns and people never share a name, so that no title holds an answer. */
function splitNames({ firstNames, lastNames }: InventedWorld, rng: Rng): Names {
  const names = rng.shuffle(lastNames);
  const third = Math.floor(names.length / 3);
  return {
    firsts: firstNames,
    bases: names.slice(0, third),
    towns: names.slice(third, 2 * third),
    surnames: names.slice(2 * third),
  };
}

function documentsOf(item: Kind, prefixes: readonly string[], names: Names, rng: Rng): QaDocument[] {
  const firsts = rng.fork("firsts").sample(names.firsts, prefixes.length + PEOPLE.first);
  const parts = item.named === "person" ? firsts.slice(0, prefixes.length) : prefixes;
  const people = {
    firsts: firsts.slice(prefixes.length),
    surnames: rng.fork("surnames").sample(names.surnames, PEOPLE.last),
  };
  const draw = (value: Value, own: Rng): string => {
    if (value === "person") return `${own.pick(people.firsts)} ${own.pick(people.surnames)}`;
    if (value === "town") return own.pick(names.towns);
    if ("year" in value) return String(between(value.year, own));
    return `${between(value.number, own)} ${value.unit}`;
  };
  return rng
    .fork("bases")
    .sample(names.bases, BASES)
    .flatMap((base) =>
      rng
        .fork(base)
        .sample(parts, NAMES_PER_BASE)
        .map((part) => documentOf(item, `${part} ${base}`, draw, rng.fork(`${part} ${base}`))),
    );
}

function documentOf(
  item: Kind,
  name: string,
  draw: (value: Value, rng: Rng) => string,
  rng: Rng,
): QaDocument {
  const title = item.title.replace("{name}", name);
  const facts = item.attributes.map(({ key, value, question }) => ({
    key,
    question: fillSlots(question, { title }),
    answer: draw(value, rng.fork(key)),
  }));
  const stated = facts.map(({ answer }, i) =>
    fillSlots(rng.pick(item.attributes[i]?.sentences ?? []), { value: answer }),
  );
  const text = [
    fillSlots(rng.pick(item.opening), { title }),
    ...rng.shuffle(stated),
    rng.pick(item.closing),
  ].join(" ");
  return { kind: item.name, title: fillSlots("{title}", { title }), text, facts };
}

function between([low, high]: readonly [number, number], rng: Rng): number {
  return low + rng.int(high - low + 1);
}
