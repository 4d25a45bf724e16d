import { MidspanError } from "../errors.ts";
import type { Rng } from "../random.ts";
import type { Entry, Lexicon } from "./lexicon.ts";

/**
 * A template is text with slots in braces: `{tool}` names a variable, a phrase or a word list,
 * `{a tool}` puts the article before it, `{many tool}` asks for the plural, `{this|that}` chooses.
 * Slots nest.
 */
export type Template = readonly Part[];

type Part = string | Reference | Choice;

interface Reference {
  readonly name: string;
  readonly form: "one" | "many";
  readonly article: boolean;
}

interface Choice {
  readonly options: readonly Template[];
}

export interface Grammar {
  readonly lexicon: Lexicon;
  readonly phrases: ReadonlyMap<string, readonly Template[]>;
}

/** Values that stay the same while a document, a section or a paragraph lasts. */
export type Scope = Readonly<Record<string, Entry>>;

const REFERENCE = /^(?:(a|many) )?([a-z][A-Za-z0-9]*)$/;

/** Templates by their source: all come from the files of genres, and every document uses the same ones. */
const compiled = new Map<string, Template>();

/** Throws `internal` where braces do not match. */
export function compile(source: string): Template {
  const template = compiled.get(source) ?? parse(source);
  compiled.set(source, template);
  return template;
}

function parse(source: string): Template {
  let at = 0;
  const options = (nested: boolean): Template[] => {
    const list: Part[][] = [[]];
    let text = "";
    const flush = (): void => {
      if (text !== "") list.at(-1)?.push(text);
      text = "";
    };
    for (; at < source.length; at++) {
      const c = source.charAt(at);
      if (c === "{") {
        flush();
        at++;
        list.at(-1)?.push(slot(options(true)));
      } else if (c === "}" && nested) {
        flush();
        return list;
      } else if (c === "|" && nested) {
        flush();
        list.push([]);
      } else text += c;
    }
    if (nested) throw new MidspanError("internal", `template; braces must match: ${source}`);
    flush();
    return list;
  };
  return options(false)[0] ?? [];
}

function slot(options: readonly Template[]): Part {
  const [only] = options[0] ?? [];
  const match =
    options.length === 1 && options[0]?.length === 1 && typeof only === "string" && REFERENCE.exec(only);
  if (!match) return { options };
  return { name: match[2] as string, form: match[1] === "many" ? "many" : "one", article: match[1] === "a" };
}

/** Names that a template refers to. */
export function references(template: Template): string[] {
  return template.flatMap((part) => {
    if (typeof part === "string") return [];
    return "options" in part ? part.options.flatMap(references) : [part.name];
  });
}

/** Fills the slots. One sentence never takes the same entry twice, nor one that the scope holds. */
export function render(template: Template, grammar: Grammar, scope: Scope, rng: Rng): string {
  return fill(template, grammar, scope, rng, []);
}

function fill(template: Template, grammar: Grammar, scope: Scope, rng: Rng, used: Entry[]): string {
  let text = "";
  for (const part of template) {
    if (typeof part === "string") text += part;
    else if ("options" in part) text += fill(rng.pick(part.options), grammar, scope, rng, used);
    else {
      const word = resolve(part, grammar, scope, rng, used);
      text += part.article ? `${article(word)} ${word}` : word;
    }
  }
  return text;
}

function resolve(part: Reference, grammar: Grammar, scope: Scope, rng: Rng, used: Entry[]): string {
  const value = scope[part.name];
  if (value) {
    used.push(value);
    return value[part.form];
  }
  const phrase = grammar.phrases.get(part.name);
  if (phrase) return distinct(() => fill(rng.pick(phrase), grammar, scope, rng, used), used);
  const entry = draw(part.name, grammar.lexicon, scope, rng, used);
  used.push(entry);
  return entry[part.form];
}

/** A filling that does not name again what the sentence has named: "Otto and Otto" is drawn again. */
function distinct(attempt: () => string, used: Entry[]): string {
  const before = used.slice();
  for (let i = 0; ; i++) {
    used.length = before.length;
    const text = attempt();
    if (i === 12 || !before.some((e) => e.one === text)) {
      used.push({ one: text, many: text });
      return text;
    }
  }
}

/** An entry of a list that is neither in the scope nor used. */
export function draw(list: string, lexicon: Lexicon, scope: Scope, rng: Rng, used: readonly Entry[]): Entry {
  const entries = lexicon.get(list);
  if (!entries) throw new MidspanError("internal", `slot; a variable, a phrase or a word list: ${list}`);
  const taken = Object.values(scope);
  let entry = rng.pick(entries);
  for (let i = 0; i < 20 && (used.includes(entry) || taken.includes(entry)); i++) entry = rng.pick(entries);
  return entry;
}

/** By sound where the first letter misleads. */
export function article(word: string): "a" | "an" {
  if (/^(one|use|uni|eu|ewe)/i.test(word)) return "a";
  return /^([aeiou]|hour|honest|heir)/i.test(word) ? "an" : "a";
}
