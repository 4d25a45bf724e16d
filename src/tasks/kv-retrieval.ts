import { MidspanError } from "../errors.ts";
import { joinSegments } from "../haystack/plant.ts";
import { createRng } from "../random.ts";
import type { CountTokens } from "../tokens.ts";
import type { Cell, Needle, Sample, Segment, Task, TaskKit } from "../types.ts";
import { slackOf } from "./document.ts";
import { armFactor, choiceFactor, integerFactor, questionFactor, valuesFactor } from "./factors.ts";
import { pickSized } from "./pick-sized.ts";
import { type Brief, type PromptParts, promptSample, roomFor } from "./prompt.ts";
import { scoreFound } from "./score-found.ts";

/** Liu et al.'s key-value retrieval: a JSON object, one pair a line, the value of one key is asked for. */
export const kvRetrieval: Task = {
  name: "kv-retrieval",
  version: 2,
  summary:
    "a JSON object of key-value pairs, one value asked for; keys: 0 = as many as fit; question: both = query-aware",
  paper: "Liu et al. 2024 (lost in the middle), section 3.1",
  usesHaystack: false,
  factors: { keys: 0, keyKind: "uuid", values: "uuid", question: "after", arm: "context" },
  build,
  score: scoreFound,
};

const LEAD = "\n ";
/** Brace, comma and the first line's other lead may each cost a token. */
const RESERVE = 4;
/** Records that may stand in for others, so that the length is met: uuids differ in tokens. */
const CHOICE = 300;

function build(cell: Cell, kit: TaskKit): Sample {
  const keys = integerFactor(cell, "keys", 0, 0);
  const keyKind = choiceFactor(cell, "keyKind", ["name", "uuid"], "uuid");
  const { count } = kit.tokenizer;
  const request = (distractors: number) =>
    kit.needles.make({
      rng: createRng(cell.seed).fork("kv-retrieval"),
      needles: 1,
      distractors,
      values: valuesFactor(cell),
      form: "json-record",
      keys: keyKind,
    });
  const gold = request(0).needles[0];
  if (gold === undefined) throw new RangeError("needle source gave no record");
  const asked = questionFactor(cell);
  const parts: PromptParts = {
    instruction:
      asked === "after"
        ? "Find the value of the key that is named after the JSON object."
        : "Find the value of this key in the JSON object.",
    question: gold.question,
    asked,
    closedBookInstruction: "Give the value of the key.",
    ...(gold.answerPrefix === undefined ? {} : { answerPrefix: gold.answerPrefix }),
  };
  const arm = armFactor(cell);
  const brief: Brief = { cell, arm, needles: [gold], decoys: [] };
  if (arm === "closed-book") return promptSample(brief, parts, undefined, kit);
  if (arm === "oracle") return finish(brief, parts, [], gold, kit);

  const own = sizeOf(recordSegment(gold, "needle"), count);
  const room = roomFor(brief, parts, kit) - own - RESERVE;
  // Records are about as long as the gold; some more than fit, so that there is a choice.
  const enough = Math.ceil((1.5 * Math.max(0, room)) / own) + CHOICE;
  const others = request(keys > 0 ? keys - 1 : enough).distractors;
  const records = others.map((other) => recordSegment(other, "distractor"));
  const sizes = records.map((record) => sizeOf(record, count));
  const tokens = keys > 0 ? sizes.reduce((sum, size) => sum + size, 0) : 0;
  if (room < 0 || tokens > room)
    throw new MidspanError(
      "does-not-fit",
      `${keys} keys do not fit; context length at least ${cell.contextLength - room + tokens} tokens: ${cell.contextLength}`,
      { cure: "ask for fewer keys, or keys: 0 for as many as fit" },
    );
  if (keys > 0) return finish(brief, parts, records, gold, kit);
  const picked = pickSized(sizes, room, slackOf(cell.contextLength) - RESERVE);
  return finish(
    brief,
    parts,
    picked.map((i) => records[i] as Segment),
    gold,
    kit,
  );
}

/** Tokens of a record, counted behind the end of a line like its own. */
function sizeOf({ text }: Segment, count: CountTokens): number {
  return count(LEAD + text, text);
}

function line(record: Needle): string {
  return `${record.text},`;
}

function recordSegment(record: Needle, kind: "needle" | "distractor"): Segment {
  return { kind, lead: LEAD, text: line(record), needleId: record.id };
}

/** Gold at index round(depth x (n - 1)), braces around, no comma after the last pair. */
function finish(
  brief: Brief,
  parts: PromptParts,
  others: readonly Segment[],
  gold: Needle,
  kit: TaskKit,
): Sample {
  const at = Math.round(brief.cell.depth * others.length);
  const lines = [...others.slice(0, at), recordSegment(gold, "needle"), ...others.slice(at)];
  const object = lines.map((segment, i) => {
    const open = i === 0 ? `{${segment.text}` : segment.text;
    return { ...segment, text: i === lines.length - 1 ? `${open.slice(0, -1)}}` : open };
  });
  const context = joinSegments(object, "\n\n", kit.tokenizer.count);
  return promptSample({ ...brief, decoys: others.map(valueIn) }, parts, context, kit);
}

/** The value of a record's line. */
function valueIn(segment: Segment): string {
  return segment.text.split('": "')[1]?.replace(/",$/, "") ?? "";
}
