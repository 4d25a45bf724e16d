import { parse } from "yaml";
import { z } from "zod";
import { readDataset } from "./dataset.ts";

const template = (...slots: readonly string[]) =>
  z.string().refine((text) => slots.every((slot) => text.includes(`{${slot}}`)), `needs ${slots.join(", ")}`);

/** A file of `datasets/needles/` whose needles share no content word with their questions. */
export const nonLiteralFile = z.strictObject({
  version: z.int().min(1),
  relations: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        /** Wordings of the fact; `{who}` is a person, `{hook}` what is said of them. */
        needles: z.array(template("who", "hook")).min(1),
        question: template("target"),
        /** A distractor: the question's own words and another person, of whom it is not true. */
        literal: template("who", "target"),
        /** [hook, what follows from it in one step, what follows in two]. */
        pairs: z.array(z.tuple([z.string().min(1), z.string().min(1), z.string().min(1)])).min(1),
      }),
    )
    .min(1),
});

/** One fact of the world and how it is put. */
export interface NonLiteralPair {
  readonly relation: string;
  readonly hook: string;
  readonly needles: readonly string[];
  readonly literal: string;
  readonly question: string;
  /** What the question names: `targets[hops - 1]`. */
  readonly targets: readonly [string, string];
}

let read: readonly NonLiteralPair[] | undefined;

/** All pairs of `datasets/needles/non-literal.yaml`, checked, in the file's order. */
export function nonLiteralPairs(): readonly NonLiteralPair[] {
  read ??= nonLiteralFile
    .parse(parse(readDataset("needles/non-literal.yaml")))
    .relations.flatMap(({ name, needles, question, literal, pairs }) =>
      pairs.map(
        ([hook, one, two]): NonLiteralPair => ({
          relation: name,
          hook,
          needles,
          literal,
          question,
          targets: [one, two],
        }),
      ),
    );
  return read;
}

/** Puts values into a template's slots; the first letter of the sentence is a capital. */
export function fillSlots(template: string, values: Readonly<Record<string, string>>): string {
  const text = template.replace(/\{(\w+)\}/g, (slot, name: string) => values[name] ?? slot);
  return text.charAt(0).toUpperCase() + text.slice(1);
}
