import { MidspanError } from "../errors.ts";
import { fitFiller } from "../haystack/fit.ts";
import { joinSegments } from "../haystack/plant.ts";
import { createRng, type Rng } from "../random.ts";
import { bestSubspanEm } from "../scorers/best-subspan-em.ts";
import { firstLine } from "../scorers/first-line.ts";
import { stripThinking } from "../thinking.ts";
import type { CountTokens } from "../tokens.ts";
import type { Cell, Needle, Sample, Score, Segment, Task, TaskKit } from "../types.ts";
import { checkHaystack } from "./check-haystack.ts";
import { slackOf } from "./document.ts";
import { armFactor, choiceFactor, integerFactor, questionFactor, valuesFactor } from "./factors.ts";
import { pickSized } from "./pick-sized.ts";
import { plainSentences } from "./plain-sentences.ts";
import { type Brief, type PromptParts, promptSample, roomFor } from "./prompt.ts";
import { scoreBy } from "./score-found.ts";

/** Liu et al.'s multi-document question answering: n numbered documents, one of them has the answer. */
export const multiDocumentQa: Task = {
  name: "multi-document-qa",
  version: 1,
  summary:
    "numbered documents, one has the answer; documents: 0 = as many as fit; question: both = query-aware; " +
    "order: given or random",
  paper: "Liu et al. 2024 (lost in the middle), section 2.1",
  usesHaystack: true,
  factors: { documents: 0, values: "word", question: "after", order: "given", arm: "context" },
  build,
  score,
};

/** Tokens a document is meant to have when their number is free; published passages are about 100 words. */
const DOCUMENT_TOKENS = 90;
/** Whole documents of which some may stand in for others, so that the length is met. */
const CHOICE = 40;

function build(cell: Cell, kit: TaskKit): Sample {
  const arm = armFactor(cell);
  const rng = createRng(cell.seed).fork("multi-document-qa");
  const asked = integerFactor(cell, "documents", 0, 0);
  const estimate = Math.max(2, Math.floor(cell.contextLength / DOCUMENT_TOKENS));
  const request = (distractors: number) =>
    kit.needles.make({ rng, needles: 1, distractors, values: valuesFactor(cell) });
  const set = request((asked > 0 ? asked : estimate) - 1);
  const [gold] = set.needles;
  if (gold === undefined) throw new RangeError("needle source gave no needle");
  const parts = partsOf(gold, cell);
  const brief: Brief = { cell, arm, needles: [gold], decoys: [] };
  if (arm === "closed-book") return promptSample(brief, parts, undefined, kit);

  const { count } = kit.tokenizer;
  const room = roomFor(brief, parts, kit);
  const slack = slackOf(cell.contextLength);
  const free = set.whole === true && asked === 0 && arm === "context";
  const given = free
    ? fittingDocuments(gold, request(estimate + CHOICE).distractors, room, slack, count)
    : set.distractors;
  const facts = arm === "oracle" ? [gold] : [...inOrder(given, cell, rng), gold];
  // The first document opens the context; its white space may cost a token more than a line's end.
  const bare = facts.reduce((sum, fact, i) => sum + bareSize(fact, i, count), 2);
  if (room < bare && arm === "context")
    throw new MidspanError(
      "does-not-fit",
      `${facts.length} documents do not fit; context length at least ${cell.contextLength - room + bare} tokens: ${cell.contextLength}`,
      { cure: "ask for fewer documents, or documents: 0 for as many as fit" },
    );
  const filler =
    set.whole || room < bare
      ? []
      : fitFiller(plainSentences(kit, cell.seed), room - bare, slack, count).segments;
  checkHaystack([gold], filler, kit);
  const share = filler.length / facts.length;
  const bodies = facts.map((fact, i) => ({
    fact,
    filler:
      arm === "oracle"
        ? filler.slice(0, 4)
        : filler.slice(Math.round(i * share), Math.round((i + 1) * share)),
  }));
  const others = bodies.slice(0, -1);
  const at = Math.round(cell.depth * others.length);
  const order = [...others.slice(0, at), ...bodies.slice(-1), ...others.slice(at)];
  const segments = order.map(
    ({ fact, filler: own }, i): Segment => ({
      kind: fact === gold ? "needle" : "distractor",
      lead: "\n",
      text: documentText(fact, i + 1, own),
      needleId: fact.id,
    }),
  );
  const decoys = (free ? given : set.distractors).flatMap((other) => other.answers);
  return promptSample({ ...brief, decoys }, parts, joinSegments(segments, "\n\n", count), kit);
}

export function partsOf(gold: Pick<Needle, "question" | "answerPrefix">, cell: Cell): PromptParts {
  const asked = questionFactor(cell);
  const place = asked === "after" ? "the question" : "this question";
  const random = orderFactor(cell) === "random" ? " The documents are in random order." : "";
  return {
    instruction: `Answer ${place} from the documents; only one of them has the answer.${random}`,
    question: gold.question,
    asked,
    closedBookInstruction: "Answer the question.",
    ...(gold.answerPrefix === undefined ? {} : { answerPrefix: gold.answerPrefix }),
  };
}

function orderFactor(cell: Cell): "given" | "random" {
  return choiceFactor(cell, "order", ["given", "random"], "given");
}

/** The documents beside the gold: as the source gives them (published: by rank of retrieval), or shuffled. */
function inOrder(documents: readonly Needle[], cell: Cell, rng: Rng): readonly Needle[] {
  return orderFactor(cell) === "random" ? rng.fork("order").shuffle(documents) : documents;
}

/** As many whole documents beside the gold as fill the room. */
function fittingDocuments(
  gold: Needle,
  documents: readonly Needle[],
  room: number,
  slack: number,
  count: CountTokens,
): readonly Needle[] {
  // The highest number that a document of this context may bear, so that none is longer than counted.
  const sizes = documents.map((document) => bareSize(document, documents.length, count));
  const budget = room - 2 - bareSize(gold, documents.length, count);
  return pickSized(sizes, budget, slack).map((i) => documents[i] as Needle);
}

function bareSize(fact: Needle, index: number, count: CountTokens): number {
  return count(`\n${documentText(fact, index + 1, [])}`, fact.text);
}

/** A document as the prompt shows it; a fact stands in the middle of its filler. */
export function documentText(
  fact: Pick<Needle, "id" | "subject" | "text">,
  index: number,
  filler: readonly Segment[],
): string {
  const texts = filler.map((segment) => segment.text);
  const half = texts.length >> 1;
  const body = [...texts.slice(0, half), fact.text, ...texts.slice(half)].join(" ");
  return `Document [${index}](Title: ${fact.subject ?? fact.id}) ${body}`;
}

const scoreSubspan = scoreBy(bestSubspanEm);

/** best_subspan_em over the whole output, and over its first line alone as the paper has it. */
export function score(output: string, sample: Sample): Score {
  const { text } = stripThinking(output);
  return { ...scoreSubspan(text, sample), firstLine: scoreSubspan(firstLine(text), sample).recall };
}
