import type { Rng } from "../random.ts";
import type { NeedleForm, NeedleRequest } from "../types.ts";
import type { InventedWorld } from "./invented-world.ts";
import { drawUuid } from "./value.ts";

/** What a fact is about: a name of two parts, and which attribute of it. */
export interface Subject {
  readonly form: NeedleForm;
  readonly attribute: string;
  readonly first: string;
  readonly last: string;
  /** As the text spells it. */
  readonly name: string;
  /** Unique within a set. */
  readonly key: string;
}

/** Draws a subject in the wording's own kind of name: a person, an adjective-noun key, a record's key. */
export function drawSubject(
  world: InventedWorld,
  rng: Rng,
  form: NeedleForm,
  request: Pick<NeedleRequest, "values" | "keys">,
): Subject {
  switch (form) {
    case "attribute":
      return subjectOf(
        form,
        rng.pick(world.attributes[request.values]),
        rng.pick(world.firstNames),
        rng.pick(world.lastNames),
      );
    case "magic-key":
      return request.values === "word" ? wordKey(world, rng) : plainKey(world, rng);
    case "json-record":
      return request.keys === "uuid"
        ? subjectOf(form, "", drawUuid(rng), "")
        : subjectOf(
            form,
            "",
            rng.pick(world.firstNames).toLowerCase(),
            rng.pick(world.lastNames).toLowerCase(),
          );
  }
}

function plainKey(world: InventedWorld, rng: Rng): Subject {
  return subjectOf("magic-key", "", rng.pick(world.adjectives), rng.pick(world.nouns));
}

/**
 * Where values are adjective-noun pairs too, a key is a noun with a name behind it: pairs would come twice in a long
 * run else, and a value could be a part of a key.
 */
function wordKey(world: InventedWorld, rng: Rng): Subject {
  const name = `${rng.pick(world.firstNames)}-${rng.pick(world.lastNames)}`.toLowerCase();
  return subjectOf("magic-key", "", rng.pick(world.nouns), name);
}

/**
 * A near-duplicate of `gold` made with parts of `other`: in a quarter of the draws each the first name, the last
 * name or the person stays; in the last quarter only the attribute. The kind is drawn anew at each call, so a
 * kind that is used up cannot hold a caller for ever.
 */
export function nearSubject(gold: Subject, other: Subject, rng: Rng): Subject {
  switch (rng.int(4)) {
    case 0:
      return subjectOf(gold.form, gold.attribute, gold.first, other.last);
    case 1:
      return subjectOf(gold.form, gold.attribute, other.first, gold.last);
    case 2:
      return gold.attribute === "" ? other : subjectOf(gold.form, other.attribute, gold.first, gold.last);
    default:
      return subjectOf(gold.form, gold.attribute, other.first, other.last);
  }
}

function subjectOf(form: NeedleForm, attribute: string, first: string, last: string): Subject {
  const join = form === "attribute" ? " " : last === "" ? "" : "-";
  const name = `${first}${join}${last}`;
  return { form, attribute, first, last, name, key: attribute === "" ? name : `${attribute} of ${name}` };
}
