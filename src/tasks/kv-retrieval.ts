import { MidspanError } from "../errors.ts";
import { type Fitted, fitFiller } from "../haystack/fit.ts";
import { joinSegments } from "../haystack/plant.ts";
import { createRng } from "../random.ts";
import type { CountTokens } from "../tokens.ts";
import type { Cell, Needle, Sample, Segment, Task, TaskKit } from "../types.ts";
import { armFactor, choiceFactor, integerFactor, valuesFactor } from "./factors.ts";
import { type Brief, type PromptParts, promptSample, roomFor } from "./prompt.ts";
import { scoreFound } from "./score-found.ts";

/** Liu et al.'s key-value retrieval: a JSON object, one pair a line, the value of one key is asked for. */
export const kvRetrieval: Task = {
  name: "kv-retrieval",
  version: 1,
  summary: "a JSON object of key-value pairs, one value asked for; keys: 0 = as many as fit the length",
  paper: "Liu et al. 2024 (lost in the middle), section 3.1",
  usesHaystack: false,
  factors: { keys: 0, keyKind: "uuid", values: "uuid", arm: "context" },
  build,
  score: scoreFound,
};

const LEAD = "\n ";
/** Brace, comma and the first line's other lead may each cost a token. */
const RESERVE = 4;

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
  const parts: PromptParts = {
    instruction: "Find the value of the key that is named after the JSON object.",
    question: gold.question,
    closedBookInstruction: "Give the value of the key.",
    ...(gold.answerPrefix === undefined ? {} : { answerPrefix: gold.answerPrefix }),
  };
  const arm = armFactor(cell);
  const brief: Brief = { cell, arm, needles: [gold], decoys: [] };
  if (arm === "closed-book") return promptSample(brief, parts, undefined, kit);
  if (arm === "oracle") return finish(brief, parts, [], gold, kit);

  const room = roomFor(brief, parts, kit) - count(LEAD + line(gold)) - RESERVE;
  // A record of two one-token words still costs eight tokens; a few more are drawn to fit the end.
  const others = request(keys > 0 ? keys - 1 : Math.ceil(Math.max(0, room) / 8) + 64).distractors;
  const records = others.map((other) => recordSegment(other, "distractor"));
  const fitted =
    keys > 0
      ? wholeOf(records, count)
      : fitFiller(records, room, Math.floor(cell.contextLength * 0.01), count);
  const { segments, tokens } = fitted;
  if (room < 0 || tokens > room)
    throw new MidspanError(
      "does-not-fit",
      `${keys} keys do not fit; context length at least ${cell.contextLength - room + tokens} tokens: ${cell.contextLength}`,
      { cure: "ask for fewer keys, or keys: 0 for as many as fit" },
    );
  return finish(brief, parts, segments, gold, kit);
}

/** All records, whether they fit or not; each is counted behind the end of a line like its own. */
function wholeOf(segments: readonly Segment[], count: CountTokens): Fitted {
  const tokens = segments.reduce((sum, segment) => sum + count(LEAD + segment.text, segment.text), 0);
  return { segments, tokens };
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
