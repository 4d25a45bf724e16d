import { createHash } from "node:crypto";
import { parse } from "yaml";
import { createRng, type Rng } from "../random.ts";
import type { Haystack, Segment } from "../types.ts";
import { readDataset } from "./dataset.ts";
import { compile, draw, type Grammar, render, type Scope, type Template } from "./grammar.ts";
import { type Entry, lexiconTexts, loadLexicon, type Split } from "./lexicon.ts";
import { type GenreFile, genreFile, type TopicFile } from "./schema.ts";

export interface GenreOptions {
  readonly split: Split;
}

/** A genre's documents, one after another, without end. */
export interface Genre {
  readonly name: string;
  readonly version: string;
  documents(rng: Rng): Iterable<Iterable<Segment>>;
}

/** How many sentences are remembered so that none of them is written again. */
const MEMORY = 50_000;
const SHORT_SHARE = 0.24;
const LONG_SHARE = 0.12;
/** The longest sentence, in words. */
const LONGEST = 35;
/** First words that lose their capital within a sentence; any other may be a name. */
const COMMON =
  /^(A|An|The|We|It|In|On|At|If|With|Under|Since|There|Those|They|Some|When|By|After|Its?|Each|Our|One|Nobody) /;

/** A haystack of one genre. `version` is the file's own and a hash of the data that the text is made of. */
export function genreHaystack(name: string, options: GenreOptions): Haystack {
  return haystackOf(loadGenre(name, options), options);
}

/** Whole documents of several genres in turn, in an order drawn anew for each round. */
export function mixedHaystack(names: readonly string[], options: GenreOptions): Haystack {
  const genres = names.map((name) => loadGenre(name, options));
  return haystackOf(
    {
      name: "mixed",
      version: `1+${digest(genres.map((g) => g.version))}`,
      *documents(rng) {
        const streams = genres.map((g) => g.documents(rng.fork(g.name))[Symbol.iterator]());
        const order = rng.fork("order");
        for (;;) for (const stream of order.shuffle(streams)) yield stream.next().value as Iterable<Segment>;
      },
    },
    options,
  );
}

function haystackOf(genre: Genre, { split }: GenreOptions): Haystack {
  return {
    name: split === "run" ? genre.name : `${genre.name}:train`,
    version: genre.version,
    *segments(seed) {
      for (const document of genre.documents(createRng(seed).fork(split).fork(genre.name))) yield* document;
    },
  };
}

function digest(texts: readonly string[]): string {
  return createHash("sha256").update(texts.join("\0")).digest("hex").slice(0, 8);
}

export function loadGenre(name: string, { split }: GenreOptions): Genre {
  const text = readDataset(`genres/${name}.yaml`);
  const file = genreFile.parse(parse(text));
  const grammar: Grammar = {
    lexicon: loadLexicon(split),
    phrases: new Map(Object.entries(file.phrases).map(([key, list]) => [key, list.map(compile)])),
  };
  return {
    name,
    version: `${file.version}+${digest([text, ...lexiconTexts()])}`,
    *documents(rng) {
      const write = writer(grammar, rng);
      for (let i = 0; ; i++) yield writeDocument(file, write, rng.fork(i));
    },
  };
}

/** Fills templates; keeps what must outlast a document. */
interface Writer {
  /** A line from a template that was not used lately. */
  line(sources: readonly string[], scope: Scope, rng: Rng): string;
  /** The same, and not a sentence that was written before. */
  sentence(sources: readonly string[], scope: Scope, rng: Rng): string;
  state(variables: Readonly<Record<string, string>> | undefined, scope: Scope, rng: Rng): Scope;
}

function writer(grammar: Grammar, root: Rng): Writer {
  const bags = new Map<readonly string[], Bag>();
  const written = new Set<string>();
  const bagOf = (sources: readonly string[]): Bag => {
    const known = bags.get(sources);
    if (known) return known;
    const bag = createBag(sources.map(compile), root.fork("bag").fork(sources[0] ?? ""));
    bags.set(sources, bag);
    return bag;
  };
  const line: Writer["line"] = (sources, scope, rng) =>
    capital(render(bagOf(sources)(), grammar, scope, rng));
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

function* writeDocument(file: GenreFile, write: Writer, rng: Rng): Generator<Segment> {
  const first = 1 + rng.int(30);
  const scope = write.state(file.state, {}, rng);
  let heads = [`# ${write.line(file.title, scope, rng)}`];
  let kinds: GenreFile["sections"] = [];
  const sections = between(file.length, rng);
  for (let i = 0; i < sections; i++) {
    if (kinds.length === 0) kinds = rng.shuffle(file.sections);
    const kind = kinds.pop() as GenreFile["sections"][number];
    const count = String(first + i);
    const inner = write.state(kind.state, { ...scope, count: { one: count, many: count } }, rng);
    if (kind.heading) heads.push(`## ${write.line(kind.heading, inner, rng)}`);
    for (const name of chooseTopics(kind, rng)) {
      for (const segment of writeParagraph(file.topics[name] as TopicFile, write, inner, rng)) {
        yield filler(segment.lead, [...heads, segment.text].join("\n\n"));
        heads = [];
      }
    }
  }
}

/** Some of the section's topics, in the order in which the genre's file lists them; the main one is never left out. */
function chooseTopics(kind: GenreFile["sections"][number], rng: Rng): string[] {
  const shuffled = rng.shuffle(kind.topics).sort((a, b) => Number(b === kind.main) - Number(a === kind.main));
  const chosen = shuffled.slice(0, between(kind.paragraphs, rng));
  return kind.topics.filter((name) => chosen.includes(name));
}

function* writeParagraph(topic: TopicFile, write: Writer, outer: Scope, rng: Rng): Generator<Segment> {
  const scope = write.state(topic.state, outer, rng);
  if (topic.question) yield filler("\n\n", `Q: ${write.sentence(topic.question, scope, rng)}`);
  yield filler("\n\n", (topic.question ? "A: " : "") + write.sentence(topic.open, scope, rng));
  const more = 2 + rng.int(5);
  let short = false;
  for (let i = 0; i < more; i++) {
    short = !short && rng.float() < SHORT_SHARE;
    const text = write.sentence(short ? topic.short : topic.body, scope, rng);
    const long = !short && rng.float() < LONG_SHARE;
    yield filler(" ", long ? joined(text, write.sentence(topic.body, scope, rng)) : text);
  }
  if (topic.items && rng.float() < 0.5) {
    const lines = 2 + rng.int(3);
    for (let i = 0; i < lines; i++) yield filler("\n", `- ${write.sentence(topic.items, scope, rng)}`);
  }
}

/** Two sentences as one, where the second may follow a semicolon and the two are not too long. */
function joined(first: string, second: string): string {
  const whole = `${first.slice(0, -1)}; ${second.charAt(0).toLowerCase()}${second.slice(1)}`;
  const fits = COMMON.test(second) && first.endsWith(".") && !whole.slice(first.length + 1).includes(";");
  return fits && whole.split(" ").length <= LONGEST ? whole : first;
}

function filler(lead: string, text: string): Segment {
  return { kind: "filler", lead, text };
}

function between([low, high]: readonly [number, number], rng: Rng): number {
  return low + rng.int(high - low + 1);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
