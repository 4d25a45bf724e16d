import { MidspanError } from "../errors.ts";
import { fitFiller } from "../haystack/fit.ts";
import { joinSegments, type Planting, plantSegments } from "../haystack/plant.ts";
import type { Cell, Context, Depth, FactForm, Needle, Sample, Segment, TaskKit } from "../types.ts";
import { checkHaystack } from "./check-haystack.ts";
import { armFactor } from "./factors.ts";
import { type Brief, type PromptParts, promptSample, roomFor } from "./prompt.ts";

/** Facts that are planted in filler, and what is asked of them. */
export interface DocumentPlan {
  readonly cell: Cell;
  readonly parts: PromptParts;
  /** The first is tracked: it stands at the asked depth. The others stand at places that do not move with it. */
  readonly needles: readonly Needle[];
  /** Where the facts behind the first stand; absent: spread evenly. */
  readonly otherDepths?: readonly Depth[];
  /** Near-miss facts; they stand at fixed places too. */
  readonly distractors: readonly Needle[];
  /** Where the distractors stand; absent: spread evenly among the facts that do not move. */
  readonly distractorDepth?: Depth;
  /** What the distractors answer, where absent. */
  readonly decoys?: readonly string[];
}

/** What stands between the parts of a prompt. */
const OPENING = "\n\n";

/** A sample whose context is filler of the kit's haystack with facts planted in it. */
export function documentSample(plan: DocumentPlan, kit: TaskKit): Sample {
  const brief: Brief = {
    cell: plan.cell,
    arm: armFactor(plan.cell),
    needles: plan.needles,
    decoys: plan.decoys ?? plan.distractors.flatMap((other) => other.answers),
  };
  return promptSample(brief, plan.parts, contextOf(plan, brief, kit), kit);
}

function contextOf(plan: DocumentPlan, brief: Brief, kit: TaskKit): Context | undefined {
  const { cell } = plan;
  const count = kit.tokenizer.count;
  const { facts } = kit.haystack;
  const needles = plan.needles.map((needle) => factSegment(needle, "needle", facts));
  if (brief.arm === "closed-book") return undefined;
  if (brief.arm === "oracle") return joinSegments(needles, OPENING, count);

  const distractors = plan.distractors.map((needle) => factSegment(needle, "distractor", facts));
  const room = roomFor(brief, plan.parts, kit) - costOf([...needles, ...distractors], count);
  if (room < 1)
    throw new MidspanError(
      "does-not-fit",
      `facts and question do not fit; context length at least ${cell.contextLength - room + 1} tokens: ${cell.contextLength}`,
      { cure: `ask for fewer facts (now ${needles.length + distractors.length}) or a longer context` },
    );
  const source = kit.haystack.segments(cell.seed);
  const filler = fitFiller(source, room, slackOf(cell.contextLength), count).segments;
  checkHaystack(plan.needles, filler, kit);
  // What stands still comes first: it and the filler make the same document for every depth of a sweep.
  const { otherDepths, distractorDepth } = plan;
  const others = needles.slice(1);
  const fixed =
    otherDepths !== undefined
      ? others.map((segment, i): Planting => ({ segment, depth: otherDepths[i] ?? 1 }))
      : distractorDepth === undefined
        ? spread(others, distractors)
        : [...spread(others), ...placed(distractors, distractorDepth)];
  const base = plantSegments(filler, fixed, OPENING, count).segments;
  const tracked = needles.slice(0, 1).map((segment): Planting => ({ segment, depth: cell.depth }));
  return plantSegments(base, tracked, OPENING, count);
}

/** A fact as a segment of its own sentence, or of its own line. */
export function factSegment(
  needle: Needle,
  kind: "needle" | "distractor",
  { lead, before, after }: FactForm = { lead: " ", before: "", after: "" },
): Segment {
  return { kind, lead, text: before + needle.text + after, needleId: needle.id };
}

/** Tokens that may stay empty: 1 % of the asked length, 2 % below 1k. */
export function slackOf(contextLength: number): number {
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

function placed(segments: readonly Segment[], depth: Depth): Planting[] {
  return segments.map((segment) => ({ segment, depth }));
}

/** Even places, the middle of each of k equal parts; the kinds are mixed so that each is spread by itself too. */
function spread(...kinds: readonly (readonly Segment[])[]): Planting[] {
  return kinds
    .flatMap((segments) => segments.map((segment, i) => ({ segment, at: (i + 0.5) / segments.length })))
    .sort((a, b) => a.at - b.at)
    .map(({ segment }, i, all) => ({ segment, depth: (i + 0.5) / all.length }));
}
