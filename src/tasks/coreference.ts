import { MidspanError } from "../errors.ts";
import { fitFiller } from "../haystack/fit.ts";
import { createRng, type Rng } from "../random.ts";
import type { Cell, Needle, Sample, Segment, Task, TaskKit } from "../types.ts";
import { chatMessages, chatTokens, type Turn, turnGold } from "./chat.ts";
import { slackOf } from "./document.ts";
import { armFactor, integerFactor } from "./factors.ts";
import { plainSentences } from "./plain-sentences.ts";
import { answerBudgetOf } from "./prompt.ts";
import { PREFIX_LENGTH, scoreReply } from "./score-reply.ts";

/**
 * Multi-round coreference: a chat in which the same request is made several times; the reply to the i-th of them
 * is to be given again, after a random prefix. The asked reply stands at the cell's depth, the others alike at
 * fixed places; which of them it is follows from that, so i grows with depth, as it does in the published chats.
 */
export const coreference: Task = {
  name: "coreference",
  version: 1,
  summary: "a chat with the same request made several times; give the i-th reply again, after a prefix",
  paper: "Vodrahalli et al. 2024 (Michelangelo), MRCR; OpenAI 2025 (MRCR with 2, 4, 8 needles)",
  usesHaystack: true,
  factors: { needles: 2, arm: "context" },
  build,
  score: scoreReply,
};

/** Tokens a turn is meant to have, and those of the reply that is asked for. */
const TURN_TOKENS = 130;
const REPLY_TOKENS = 80;
const FORMS = ["letter", "report", "diary entry", "speech", "story", "article", "essay", "memo"];
const TOPICS = [
  "the harbour",
  "the old mill",
  "winter",
  "the railway",
  "a market day",
  "bread",
  "the museum",
];
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".split("");

function build(cell: Cell, kit: TaskKit): Sample {
  const rng = createRng(cell.seed).fork("coreference");
  const alike = integerFactor(cell, "needles", 2, 1);
  const others = Math.max(alike, Math.floor(cell.contextLength / TURN_TOKENS) - 1);
  const [what = "", ...rest] = piecesOf(rng.fork("requests"));
  // The alike requests besides the tracked one, in the middle of equal parts of the chat.
  const places = new Set(
    Array.from({ length: alike - 1 }, (_, i) => Math.floor(((i + 0.5) / (alike - 1)) * others)),
  );
  const wanted = Array.from({ length: others }, (_, i) =>
    places.has(i) ? what : (rest[i % rest.length] as string),
  );
  const prefix = Array.from({ length: PREFIX_LENGTH }, () => rng.pick(LETTERS)).join("");

  const { count } = kit.tokenizer;
  const asked = takeTokens(plainSentences(kit, cell.seed), REPLY_TOKENS, count);
  const tracked: Turn = { request: requestFor(what), reply: textOf(asked) };
  const draft = (replies: readonly string[]): Sample => {
    const turns = wanted.map((piece, i): Turn => ({ request: requestFor(piece), reply: replies[i] ?? "" }));
    return sampleOf({ cell, what, prefix, tracked, turns }, kit);
  };
  if (armFactor(cell) !== "context") return draft([]);

  const spareOf = (sample: Sample): number => cell.contextLength - sample.promptTokens - sample.answerBudget;
  const slack = slackOf(cell.contextLength);
  let room = spareOf(draft([]));
  let fitted: Sample | undefined;
  // How dear the first word of a reply is without its space is seen only when the replies are cut.
  for (let attempt = 0; attempt < 8 && room > 0; attempt++) {
    const source = after(plainSentences(kit, cell.seed), asked.length);
    const filler = fitFiller(source, room, slack >> 1, count).segments;
    if (filler.length < others) break;
    const share = filler.length / others;
    const sample = draft(
      wanted.map((_, i) => textOf(filler.slice(Math.round(i * share), Math.round((i + 1) * share)))),
    );
    const spare = spareOf(sample);
    if (spare >= 0) fitted = sample;
    if (spare >= 0 && spare <= slack) break;
    room += spare;
  }
  if (fitted !== undefined) return fitted;
  throw new MidspanError(
    "does-not-fit",
    `chat of ${others + 1} turns does not fit; tokens of context length: ${cell.contextLength}`,
    { cure: "ask for fewer needles or a longer context" },
  );
}

/** What may be asked for, e.g. "letter about bread", in random order. */
function piecesOf(rng: Rng): readonly string[] {
  return rng.shuffle(FORMS.flatMap((form) => TOPICS.map((topic) => `${form} about ${topic}`)));
}

function requestFor(piece: string): string {
  return `Write a ${piece}.`;
}

interface Chat {
  readonly cell: Cell;
  readonly what: string;
  readonly prefix: string;
  readonly tracked: Turn;
  readonly turns: readonly Turn[];
}

/** The tracked turn among the others, at index round(depth x others); its number follows from its place. */
function sampleOf({ cell, what, prefix, tracked, turns }: Chat, kit: TaskKit): Sample {
  const arm = armFactor(cell);
  const others = arm === "context" ? turns : [];
  const at = Math.round(cell.depth * others.length);
  const chat = arm === "closed-book" ? [] : [...others.slice(0, at), tracked, ...others.slice(at)];
  const alike = (turn: Turn): boolean => turn.request === tracked.request;
  const number = 1 + others.slice(0, at).filter(alike).length;
  const closing = `Give the ${what} again, number ${number} of those that were written above, with ${prefix} put before it. Write nothing else.`;
  const answer = `${prefix} ${tracked.reply}`;
  const needle: Needle = { id: what, text: tracked.reply, question: closing, answers: [answer] };
  const messages = chatMessages(chat, closing);
  const contextTokens = chatTokens(
    chat.flatMap(({ request, reply }) => [request, reply]),
    kit,
  );
  return {
    cell,
    messages,
    needles: [needle],
    gold: chat.length === 0 ? [] : [turnGold(chat, at, needle.id, kit)],
    decoys: others.filter(alike).map(({ reply }) => reply),
    promptTokens: contextTokens + chatTokens([closing], kit),
    contextTokens,
    answerBudget: answerBudgetOf(answer, kit),
  };
}

function textOf(sentences: readonly Segment[]): string {
  return sentences.map(({ text }) => text).join(" ");
}

/** The first sentences of at least `tokens` together. */
function takeTokens(
  source: Iterable<Segment>,
  tokens: number,
  count: (text: string) => number,
): readonly Segment[] {
  const taken: Segment[] = [];
  let sum = 0;
  for (const segment of source) {
    taken.push(segment);
    sum += count(segment.lead + segment.text);
    if (sum >= tokens) break;
  }
  return taken;
}

function* after(source: Iterable<Segment>, n: number): Iterable<Segment> {
  let i = 0;
  for (const segment of source) if (i++ >= n) yield segment;
}
