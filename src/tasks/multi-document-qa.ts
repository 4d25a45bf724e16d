import { MidspanError } from "../errors.ts";
import { fitFiller } from "../haystack/fit.ts";
import { joinSegments } from "../haystack/plant.ts";
import { createRng } from "../random.ts";
import { bestSubspanEm } from "../scorers/best-subspan-em.ts";
import { firstLine } from "../scorers/first-line.ts";
import type { Cell, Needle, Sample, Score, Segment, Task, TaskKit } from "../types.ts";
import { checkHaystack } from "./check-haystack.ts";
import { slackOf } from "./document.ts";
import { armFactor, integerFactor, valuesFactor } from "./factors.ts";
import { plainSentences } from "./plain-sentences.ts";
import { type Brief, type PromptParts, promptSample, roomFor } from "./prompt.ts";
import { scoreBy } from "./score-found.ts";

/** Liu et al.'s multi-document question answering: n numbered documents, one of them has the answer. */
export const multiDocumentQa: Task = {
  name: "multi-document-qa",
  version: 1,
  summary:
    "numbered documents, one holds the answer, the rest are hard negatives; documents: 0 = as many as fit",
  paper: "Liu et al. 2024 (lost in the middle), section 2.1",
  usesHaystack: true,
  factors: { documents: 0, values: "word", arm: "context" },
  build,
  score,
};

/** Tokens a document is meant to have when their number is free; published passages are about 100 words. */
const DOCUMENT_TOKENS = 90;

function build(cell: Cell, kit: TaskKit): Sample {
  const arm = armFactor(cell);
  const rng = createRng(cell.seed).fork("multi-document-qa");
  const asked = integerFactor(cell, "documents", 0, 0);
  const estimate = Math.max(2, Math.floor(cell.contextLength / DOCUMENT_TOKENS));
  const total = asked > 0 ? asked : estimate;
  const set = kit.needles.make({
    rng,
    needles: 1,
    distractors: total - 1,
    values: valuesFactor(cell),
  });
  const [gold] = set.needles;
  if (gold === undefined) throw new RangeError("needle source gave no needle");
  const parts: PromptParts = {
    instruction: "Answer the question from the documents; only one of them has the answer.",
    question: gold.question,
    closedBookInstruction: "Answer the question.",
    ...(gold.answerPrefix === undefined ? {} : { answerPrefix: gold.answerPrefix }),
  };
  const decoys = set.distractors.flatMap((other) => other.answers);
  const brief: Brief = { cell, arm, needles: [gold], decoys };
  if (arm === "closed-book") return promptSample(brief, parts, undefined, kit);

  const { count } = kit.tokenizer;
  const facts = arm === "oracle" ? [gold] : [...set.distractors, gold];
  // The first document opens the context; its white space may cost a token more than a line's end.
  const bare = facts.reduce(
    (sum, fact, i) => sum + count(`\n${documentText(fact, i + 1, [])}`, fact.text),
    2,
  );
  const room = roomFor(brief, parts, kit) - bare;
  if (room < 0)
    throw new MidspanError(
      "does-not-fit",
      `${total} documents do not fit; context length at least ${cell.contextLength - room} tokens: ${cell.contextLength}`,
      { cure: "ask for fewer documents, or documents: 0 for as many as fit" },
    );
  const slack = slackOf(cell.contextLength);
  const filler = set.whole ? [] : fitFiller(plainSentences(kit, cell.seed), room, slack, count).segments;
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
  return promptSample(brief, parts, joinSegments(segments, "\n\n", count), kit);
}

/** The fact stands in the middle of its document's filler. */
function documentText(fact: Needle, index: number, filler: readonly Segment[]): string {
  const texts = filler.map((segment) => segment.text);
  const half = texts.length >> 1;
  const body = [...texts.slice(0, half), fact.text, ...texts.slice(half)].join(" ");
  return `Document [${index}](Title: ${fact.subject ?? fact.id}) ${body}`;
}

const scoreSubspan = scoreBy(bestSubspanEm);

/** best_subspan_em over the whole output, and over its first line alone as the paper has it. */
function score(output: string, sample: Sample): Score {
  return { ...scoreSubspan(output, sample), firstLine: scoreSubspan(firstLine(output), sample).recall };
}
