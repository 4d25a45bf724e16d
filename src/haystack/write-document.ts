import type { Rng } from "../random.ts";
import type { Segment } from "../types.ts";
import type { Scope } from "./grammar.ts";
import type { GenreFile, TopicFile } from "./schema.ts";
import type { Writer } from "./writer.ts";

const SHORT_SHARE = 0.24;
const LONG_SHARE = 0.12;
/** The longest sentence, in words. */
const LONGEST = 35;
/** First words that lose their capital within a sentence; any other may be a name. */
const COMMON =
  /^(A|An|The|We|It|In|On|At|If|With|Under|Since|There|Those|They|Some|When|By|After|Its?|Each|Our|One|Nobody) /;

/** One document: a title, sections with their headings, paragraphs of sentences or blocks of lines. */
export function* writeDocument(file: GenreFile, write: Writer, rng: Rng): Generator<Segment> {
  const first = 1 + rng.int(30);
  const scope = write.state(file.state, {}, rng);
  const { lines } = file;
  // Lines bring their own marks, and the first follows the head of its table at once.
  const mark = (sign: string, text: string): string => (lines ? text : `${sign} ${text}`);
  let heads = [mark("#", write.line(file.title, scope, rng))];
  let kinds: GenreFile["sections"] = [];
  const sections = between(file.length, rng);
  for (let i = 0; i < sections; i++) {
    if (kinds.length === 0) kinds = rng.shuffle(file.sections);
    const kind = kinds.pop() as GenreFile["sections"][number];
    const count = String(first + i);
    const inner = write.state(kind.state, { ...scope, count: { one: count, many: count } }, rng);
    if (kind.heading) heads.push(mark("##", write.line(kind.heading, inner, rng)));
    for (const name of chooseTopics(kind, rng)) {
      const topic = file.topics[name] as TopicFile;
      const written = lines
        ? writeLines(topic, write, inner, between(lines.count, rng), rng)
        : writeParagraph(topic, write, inner, rng);
      for (const { lead, text } of written) {
        const head = heads.length === 0 ? "" : heads.join("\n\n") + (lines ? "\n" : "\n\n");
        yield filler(lead, head + text);
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

/** A block: its first line, `more` others, and its last where it has one. Indentation belongs to the lead. */
function* writeLines(
  topic: TopicFile,
  write: Writer,
  outer: Scope,
  more: number,
  rng: Rng,
): Generator<Segment> {
  const scope = write.state(topic.state, outer, rng);
  const line = (sources: readonly string[], lead: string): Segment => {
    const whole = write.sentence(sources, scope, rng);
    const text = whole.trimStart();
    return filler(lead + whole.slice(0, whole.length - text.length), text);
  };
  yield line(topic.open, "\n\n");
  let short = false;
  for (let i = 0; i < more; i++) {
    short = !short && rng.float() < SHORT_SHARE;
    yield line(short ? topic.short : topic.body, "\n");
  }
  if (topic.close) yield line(topic.close, "\n");
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
