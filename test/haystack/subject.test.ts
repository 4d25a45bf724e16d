import { describe, expect, it } from "vitest";
import { loadInventedWorld } from "../../src/haystack/invented-world.ts";
import { drawSubject, nearSubject, type Subject } from "../../src/haystack/subject.ts";
import { createRng } from "../../src/random.ts";

const world = loadInventedWorld("run");
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const lower = (names: readonly string[]): readonly string[] => names.map((name) => name.toLowerCase());
const drawn = (form: Subject["form"], values: "word" | "number", keys?: "uuid"): readonly Subject[] => {
  const rng = createRng(7);
  return Array.from({ length: 40 }, () => drawSubject(world, rng, form, { values, ...(keys && { keys }) }));
};

describe("a subject", () => {
  it("of an attribute is a person, and which attribute of theirs", () => {
    for (const { attribute, first, last, name, key } of drawn("attribute", "number")) {
      expect(world.attributes.number).toContain(attribute);
      expect(world.firstNames).toContain(first);
      expect(world.lastNames).toContain(last);
      expect([name, key]).toEqual([`${first} ${last}`, `${attribute} of ${first} ${last}`]);
    }
  });

  it("of a magic key is an adjective and a noun, or with values of words a noun and a name", () => {
    for (const { attribute, first, last, name, key } of drawn("magic-key", "number")) {
      expect(world.adjectives).toContain(first);
      expect(world.nouns).toContain(last);
      expect([attribute, name, key]).toEqual(["", `${first}-${last}`, `${first}-${last}`]);
    }
    for (const { first, last, name, key } of drawn("magic-key", "word")) {
      expect(world.nouns).toContain(first);
      const [given, family, ...rest] = last.split("-");
      expect(lower(world.firstNames)).toContain(given);
      expect(lower(world.lastNames)).toContain(family);
      expect([name, key, rest]).toEqual([`${first}-${last}`, name, []]);
    }
  });

  it("of a record is a name in small letters, or a UUID and nothing behind it", () => {
    for (const { attribute, first, last, name, key } of drawn("json-record", "word")) {
      expect(lower(world.firstNames)).toContain(first);
      expect(lower(world.lastNames)).toContain(last);
      expect([attribute, name, key]).toEqual(["", `${first}-${last}`, `${first}-${last}`]);
    }
    for (const { first, last, name, key } of drawn("json-record", "word", "uuid")) {
      expect(first).toMatch(UUID);
      expect([last, name, key]).toEqual(["", first, first]);
    }
  });
});

describe("a subject near another", () => {
  const [gold, other] = drawn("attribute", "number") as [Subject, Subject];
  const kindsOf = (near: Subject, a: Subject, b: Subject): string =>
    (["attribute", "first", "last"] as const)
      .map((part) => (near[part] === a[part] ? "gold" : near[part] === b[part] ? "other" : "neither"))
      .join(" ");
  const all = (a: Subject, b: Subject): readonly Subject[] => {
    const rng = createRng(3);
    return Array.from({ length: 400 }, () => nearSubject(a, b, rng));
  };

  it("keeps the first name, the last name, the person or the attribute, each in a quarter of the draws", () => {
    expect(gold.attribute === other.attribute || gold.first === other.first || gold.last === other.last).toBe(
      false,
    );
    const near = all(gold, other);
    const counts = new Map<string, number>();
    for (const one of near)
      counts.set(kindsOf(one, gold, other), (counts.get(kindsOf(one, gold, other)) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([
      "gold gold other",
      "gold other gold",
      "gold other other",
      "other gold gold",
    ]);
    for (const n of counts.values()) expect(n).toBeGreaterThan(70);
    for (const { form, attribute, first, last, name, key } of near) {
      expect(form).toBe("attribute");
      expect([name, key]).toEqual([`${first} ${last}`, `${attribute} of ${first} ${last}`]);
    }
  });

  it("without an attribute keeps a part of the name or none", () => {
    const [a, b] = drawn("magic-key", "number") as [Subject, Subject];
    const kinds = new Set(all(a, b).map((one) => kindsOf(one, a, b)));
    expect([...kinds].sort()).toEqual(["gold gold other", "gold other gold", "gold other other"]);
  });
});
