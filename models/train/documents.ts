import { fitFiller } from "../../src/haystack/fit.ts";
import { joinSegments, plantSegments } from "../../src/haystack/plant.ts";
import type { Rng } from "../../src/random.ts";
import type { Haystack, Needle, NeedleForm, NeedleSource, Segment, ValueKind } from "../../src/types.ts";
import type { Turn } from "./conversation.ts";
import { wildName, wildNumber, wildValue } from "./wild.ts";

export interface DocumentRequest {
  readonly rng: Rng;
  /** Tokens of the context, about. */
  readonly tokens: number;
  readonly facts: number;
  readonly questions: number;
  readonly filler: boolean;
  readonly kind: "sentences" | "magic-keys" | "records" | "documents";
  /** Names and values of the lexicons alone, none that is made of letters or of filler words. */
  readonly tame?: boolean;
}

export interface Sources {
  readonly haystack: Haystack;
  readonly needles: NeedleSource;
  /** Single words to make unheard-of names and values of. */
  readonly words: readonly string[];
  readonly count: (text: string) => number;
}

const INSTRUCTIONS = {
  sentences: ["Read the text and answer the question after it."],
  "magic-keys": [
    "Some special magic words are hidden in the text. Memorize them; one is asked for after it.",
    "Some special magic numbers are hidden in the text. Memorize them; one is asked for after it.",
  ],
  records: ["Find the value of the key that is named after the JSON object."],
  documents: ["Answer the question from the documents; only one of them has the answer."],
} as const;

const FORMS: Readonly<Record<DocumentRequest["kind"], NeedleForm>> = {
  sentences: "attribute",
  documents: "attribute",
  "magic-keys": "magic-key",
  records: "json-record",
};

/** One context and several questions on it, in the wording and the layout of the suite's own tasks. */
export function makeConversation(request: DocumentRequest, sources: Sources): Turn[] {
  const { rng, kind } = request;
  const facts = drawFacts(request, sources);
  const order = rng.fork("order").shuffle(facts);
  const context = contextOf(request, sources, order);
  const instruction = rng.fork("instruction").pick(INSTRUCTIONS[kind]);
  const asked = rng.fork("asked").shuffle(facts).slice(0, request.questions);
  return asked.map((fact, i) => {
    const value = fact.answers[0] as string;
    const record = kind === "records";
    return {
      user: i === 0 ? `${instruction}\n\n${context}\n\n${fact.question}` : fact.question,
      opening: fact.answerPrefix ?? "",
      value: record ? value : ` ${value}`,
      closing: record ? '"' : ".",
    };
  });
}

function drawFacts({ rng, facts, kind, tame }: DocumentRequest, { needles, words }: Sources): Needle[] {
  const values: ValueKind = rng.fork("kind").float() < 0.5 ? "word" : "number";
  // In a run every distractor is a near-duplicate of the one fact that is asked for; most training documents are
  // as hard, so that only first name, last name and attribute together find an answer.
  const crowd = rng.fork("crowd");
  const golds = crowd.float() < 0.75 ? Math.min(facts, 1 + crowd.int(3)) : Math.max(1, Math.round(facts / 3));
  const set = needles.make({
    rng: rng.fork("facts"),
    needles: golds,
    distractors: facts - golds,
    values,
    form: FORMS[kind],
  });
  const wild = rng.fork("wild");
  const share = tame || wild.float() < 0.4 ? 0 : 0.5;
  return [...set.needles, ...set.distractors].map((fact) => {
    const digits = values === "number" && !tame ? withValue(fact, wildNumber(wild)) : fact;
    if (wild.float() >= share) return digits;
    const renamed = wild.float() < 0.5 ? withName(digits, wildName(wild, words)) : digits;
    return values === "word" ? withValue(renamed, wildValue(wild, words)) : renamed;
  });
}

function withValue(fact: Needle, value: string): Needle {
  const old = fact.answers[0] as string;
  return { ...fact, answers: [value], text: fact.text.replace(old, () => value) };
}

function withName(fact: Needle, name: string): Needle {
  const old = fact.subject;
  if (old === undefined) return fact;
  const put = (text: string): string => text.replace(old, () => name);
  return {
    ...fact,
    id: name,
    subject: name,
    text: put(fact.text),
    question: put(fact.question),
    answerPrefix: put(fact.answerPrefix ?? ""),
  };
}

function contextOf(request: DocumentRequest, sources: Sources, facts: readonly Needle[]): string {
  const { rng, kind, tokens } = request;
  const { count } = sources;
  if (kind === "records") return `{${facts.map((fact) => fact.text).join(",\n ")}}`;
  const cost = facts.reduce((sum, fact) => sum + count(` ${fact.text}`) + (kind === "documents" ? 16 : 0), 0);
  const room = tokens - cost;
  const seed = rng.fork("haystack").int(2 ** 31);
  const filler =
    request.filler && room > 12 ? fitFiller(sources.haystack.segments(seed), room, 30, count).segments : [];
  if (kind === "documents") return documentsText(facts, filler, rng);
  const places = rng.fork("places");
  const plantings = facts.map((fact) => ({
    segment: { kind: "distractor", lead: " ", text: fact.text } satisfies Segment,
    depth: places.float(),
  }));
  return filler.length === 0
    ? facts.map((fact) => fact.text).join(" ")
    : plantSegments(filler, plantings, "\n\n", count).text;
}

function documentsText(facts: readonly Needle[], filler: readonly Segment[], rng: Rng): string {
  const plain = filler.filter((segment) => !segment.text.includes("\n")).map((segment) => segment.text);
  const share = plain.length / facts.length;
  const places = rng.fork("places");
  const segments = facts.map((fact, i): Segment => {
    const own = plain.slice(Math.round(i * share), Math.round((i + 1) * share));
    const at = places.int(own.length + 1);
    const body = [...own.slice(0, at), fact.text, ...own.slice(at)].join(" ");
    return { kind: "filler", lead: "\n", text: `Document [${i + 1}](Title: ${fact.subject}) ${body}` };
  });
  return joinSegments(segments, "\n\n", () => 0).text;
}
