import { MidspanError } from "../errors.ts";
import type { Rng } from "../random.ts";
import type { Needle, NeedleForm, NeedleRequest, NeedleSet, NeedleSource } from "../types.ts";
import { type InventedWorld, loadInventedWorld } from "./invented-world.ts";
import { drawSubject, nearSubject, type Subject } from "./subject.ts";
import { drawValue } from "./value.ts";

/**
 * Seeded facts about invented people: "The cabin mark of Vorma Ashdale is quiet-lantern."
 * Distractors are near-duplicates (see nearSubject), so that neither a name nor an attribute alone finds the
 * answer. No key and no value stands twice in a set.
 *
 * @example
 * ```ts
 * const needles = inventedNeedles("run");
 * ```
 */
export function inventedNeedles(split: "run" | "train"): NeedleSource {
  let world: InventedWorld | undefined;
  return {
    name: "invented",
    version: "2",
    summary: "seeded, about invented people",
    make: (request) => {
      world ??= loadInventedWorld(split);
      return makeSet(world, request);
    },
  };
}

/**
 * The needles of every run; the training side never sees its names, attributes or value words.
 *
 * @example
 * ```ts
 * const asked = { ...sweep, needles: runNeedles };
 * ```
 */
export const runNeedles: NeedleSource = inventedNeedles("run");

/** After so many draws of what is taken already there is nothing left to draw. */
const MANY_TRIES = 10_000;

function makeSet(world: InventedWorld, request: NeedleRequest): NeedleSet {
  const form = request.form ?? "attribute";
  const subjects = request.rng.fork("subjects");
  const values = request.rng.fork("values");
  const keys = new Set<string>();
  const taken = new Set<string>();
  let spent = false;

  const fresh = (draw: () => Subject): Subject => {
    for (let tries = 0; ; tries++) {
      if (tries === MANY_TRIES)
        throw new MidspanError(
          "does-not-fit",
          `keys are used up; so many there are of form ${form}: ${keys.size}`,
          {
            cure: "ask for fewer keys, or keys that are uuids",
          },
        );
      const subject = draw();
      if (keys.has(subject.key)) continue;
      keys.add(subject.key);
      return subject;
    }
  };
  const toNeedle = (subject: Subject): Needle => {
    for (let tries = 0; ; tries++) {
      spent ||= tries === MANY_TRIES;
      const drawn = drawValue(world, values, request.values);
      const value = spent ? numbered(drawn, values) : drawn;
      if (taken.has(value) || keys.has(value)) continue;
      taken.add(value);
      return wordings[form](subject, value, request.values);
    }
  };
  const any = (rng: Rng): Subject => drawSubject(world, rng, form, request);
  const golds = Array.from({ length: request.needles }, () => fresh(() => any(subjects)));
  const near = Array.from({ length: request.distractors }, (_, i) => {
    const gold = golds[i % golds.length] as Subject;
    return fresh(() => nearSubject(gold, any(subjects), subjects));
  });
  return { needles: golds.map(toNeedle), distractors: near.map(toNeedle) };
}

/** "quiet-417-lantern", where every adjective-noun pair is taken; no plain pair is part of it. */
function numbered(value: string, rng: Rng): string {
  return value.replace("-", `-${100 + rng.int(900)}-`);
}

type Wording = (subject: Subject, value: string, kind: string) => Needle;

const wordings: Readonly<Record<NeedleForm, Wording>> = {
  attribute: (subject, value) => {
    const opening = `The ${subject.attribute} of ${subject.name} is`;
    return {
      id: subject.key,
      text: `${opening} ${value}.`,
      question: `What is the ${subject.attribute} of ${subject.name}?`,
      answers: [value],
      answerPrefix: opening,
      subject: subject.name,
    };
  },
  "magic-key": (subject, value, kind) => {
    const opening = `The special magic ${kind} for ${subject.name} is:`;
    return {
      id: subject.key,
      text: `${opening} ${value}.`,
      question: `What is the special magic ${kind} for ${subject.name} in the text?`,
      answers: [value],
      answerPrefix: opening,
      subject: subject.name,
    };
  },
  "json-record": (subject, value) => ({
    id: subject.key,
    text: `"${subject.name}": "${value}"`,
    question: `Key: "${subject.name}"`,
    answers: [value],
    answerPrefix: `"${subject.name}": "`,
    subject: subject.name,
  }),
};
