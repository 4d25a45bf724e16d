import { MidspanError } from "../errors.ts";
import { fitFiller } from "../haystack/fit.ts";
import { joinSegments, type Planting, plantSegments } from "../haystack/plant.ts";
import type { Context, Needle, Sample, Segment, TaskKit } from "../types.ts";
import { type Brief, type PromptParts, promptSample, roomFor } from "./prompt.ts";

/** Facts that are planted in filler, and what is asked of them. */
export interface DocumentPlan extends Brief {
  readonly parts: PromptParts;
  readonly plantings: readonly Planting[];
  /** Near-miss facts; they stand at fixed places that do not move with the needle. */
  readonly distractors: readonly Needle[];
}

/** What stands between the parts of a prompt. */
const OPENING = "\n\n";

/** A sample whose context is filler of the kit's haystack with facts planted in it. */
export function documentSample(plan: DocumentPlan, kit: TaskKit): Sample {
  return promptSample(plan, plan.parts, contextOf(plan, kit), kit);
}

function contextOf(plan: DocumentPlan, kit: TaskKit): Context | undefined {
  const { cell } = plan;
  const count = kit.tokenizer.count;
  if (plan.arm === "closed-book") return undefined;
  if (plan.arm === "oracle")
    return joinSegments(
      plan.plantings.map((planting) => planting.segment),
      OPENING,
      count,
    );

  const distractors = plan.distractors.map((needle) => factSegment(needle, "distractor"));
  const planted = [...plan.plantings.map((planting) => planting.segment), ...distractors];
  const facts = costOf(planted, count);
  const room = roomFor(plan, plan.parts, kit) - facts;
  if (room < 1)
    throw new MidspanError(
      "does-not-fit",
      `facts and question do not fit; context length at least ${cell.contextLength - room + 1} tokens: ${cell.contextLength}`,
      { cure: `ask for fewer distractors (now ${distractors.length}) or a longer context` },
    );
  const source = kit.haystack.segments(cell.seed);
  const filler = fitFiller(source, room, slackOf(cell.contextLength), count).segments;
  // Distractors first: what they and the filler make is the same document for every depth of a sweep.
  const base = plantSegments(filler, spread(distractors), OPENING, count).segments;
  return plantSegments(base, plan.plantings, OPENING, count);
}

/** A fact as a segment of its own sentence. */
export function factSegment(needle: Needle, kind: "needle" | "distractor"): Segment {
  return { kind, lead: " ", text: needle.text, needleId: needle.id };
}

/** Tokens that may stay empty: 1 % of the asked length, 2 % below 1k. */
function slackOf(contextLength: number): number {
  return Math.floor(contextLength * (contextLength < 1024 ? 0.02 : 0.01));
}

/** Tokens of the planted facts; one of them may open the context, where the lead is dearer. */
function costOf(planted: readonly Segment[], count: (text: string) => number): number {
  let sum = 0;
  let dearer = 0;
  for (const segment of planted) {
    const own = count(segment.lead + segment.text);
    sum += own;
    dearer = Math.max(dearer, count(OPENING + segment.text) - own);
  }
  return sum + dearer;
}

/** Even places: the middle of each of k equal parts. */
function spread(segments: readonly Segment[]): Planting[] {
  return segments.map((segment, i) => ({ segment, depth: (i + 0.5) / segments.length }));
}
