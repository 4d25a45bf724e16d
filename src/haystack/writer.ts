import type { Rng } from "../random.ts";
import { compile, draw, type Grammar, render, type Scope, type Template } from "./grammar.ts";
import type { Entry } from "./lexicon.ts";

/** How many sentences are remembered so that none of them is written again. */
const MEMORY = 50_000;

/** Fills templates; keeps what must outlast a document. */
export interface Writer {
  /** A line from a template that was not used lately. */
  line(sources: readonly string[], scope: Scope, rng: Rng): string;
  /** The same, and not a sentence that was written before. */
  sentence(sources: readonly string[], scope: Scope, rng: Rng): string;
  state(variables: Readonly<Record<string, string>> | undefined, scope: Scope, rng: Rng): Scope;
}

/** A writer over a grammar; the order of templates is drawn from `root`. With `capitals` every line begins with one. */
export function createWriter(
  grammar: Grammar,
  root: Rng,
  { capitals }: { readonly capitals: boolean },
): Writer {
  const bags = new Map<readonly string[], Bag>();
  const written = new Set<string>();
  const bagOf = (sources: readonly string[]): Bag => {
    const known = bags.get(sources);
    if (known) return known;
    const bag = createBag(sources.map(compile), root.fork("bag").fork(sources[0] ?? ""));
    bags.set(sources, bag);
    return bag;
  };
  const line: Writer["line"] = (sources, scope, rng) => {
    const text = render(bagOf(sources)(), grammar, scope, rng);
    return capitals ? capital(text) : text;
  };
  return {
    line,
    sentence(sources, scope, rng) {
      let text = line(sources, scope, rng);
      for (let i = 0; i < 12 && written.has(text); i++) text = line(sources, scope, rng);
      if (written.size >= MEMORY) written.clear();
      written.add(text);
      return text;
    },
    state(variables = {}, scope, rng) {
      const next: Record<string, Entry> = { ...scope };
      for (const [name, source] of Object.entries(variables)) {
        if (source.includes("{")) {
          const text = render(compile(source), grammar, next, rng);
          next[name] = { one: text, many: text };
        } else next[name] = draw(source, grammar.lexicon, next, rng, []);
      }
      return next;
    },
  };
}

/** Hands out templates without replacement, so that none comes back before the others had their turn. */
type Bag = () => Template;

function createBag(templates: readonly Template[], rng: Rng): Bag {
  let left: Template[] = [];
  return () => {
    if (left.length === 0) left = rng.shuffle(templates);
    return left.pop() as Template;
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
