import { parse } from "yaml";
import { hash128 } from "../random.ts";
import { readDataset } from "./dataset.ts";
import { type LexiconFile, lexiconFile } from "./schema.ts";

/** One word or phrase with its plural. */
export interface Entry {
  readonly one: string;
  readonly many: string;
}

/** Word lists by name. */
export type Lexicon = ReadonlyMap<string, readonly Entry[]>;

/** `run` text is what a model is measured on; `train` text is what the embedded model learns from. */
export type Split = "run" | "train";

/** Files of `datasets/lexicons/`. */
const FILES = ["people", "places", "qualities", "things", "time", "work"] as const;

let read: readonly LexiconFile[] | undefined;

/** All lexicon files, checked, in a fixed order. */
export function lexiconFiles(): readonly LexiconFile[] {
  read ??= FILES.map((name) => lexiconFile.parse(parse(readDataset(`lexicons/${name}.yaml`))));
  return read;
}

/** All lists, without the entries that are held out from this split. */
export function loadLexicon(split: Split): Lexicon {
  const hidden = new Set(heldOut(split === "run" ? "train" : "run").map((entry) => entry.one));
  const lists = lexiconFiles().flatMap((file) => Object.entries(file.lists));
  return new Map(lists.map(([name, words]) => [name, words.map(toEntry).filter((e) => !hidden.has(e.one))]));
}

/** Entries that only the given split may use. */
export function heldOut(split: Split): Entry[] {
  return lexiconFiles().flatMap((file) =>
    Object.entries(file.lists)
      .filter(([name]) => !file.shared.includes(name))
      .flatMap(([, words]) => words.map(toEntry))
      .filter((entry) => sideOf(entry.one) === split && !file.both.includes(entry.one)),
  );
}

/**
 * One fifth of the entries is `run` only, one fifth `train` only, the rest is for both. The hash sees the
 * word alone, so that a word which stands in two lists is on the same side in both.
 */
function sideOf(word: string): Split | "both" {
  const fifth = hash128(`side:${word}`)[0] % 5;
  return fifth === 0 ? "run" : fifth === 1 ? "train" : "both";
}

/** "knife/knives" names an irregular plural; otherwise the usual rules of spelling apply. */
function toEntry(word: string): Entry {
  const [one = word, many] = word.split("/");
  return { one, many: many ?? plural(one) };
}

function plural(word: string): string {
  if (/(s|x|ch|sh)$/.test(word)) return `${word}es`;
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return `${word}s`;
}
