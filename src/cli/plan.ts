import { MidspanError } from "../errors.ts";
import { families } from "../run/plan.ts";
import { kitOf, type Sweep } from "../run/sweep.ts";
import { detectableGap } from "../stats/detectable-gap.ts";
import type { Model, Sample } from "../types.ts";
import { printResult } from "./console.ts";
import { isGuessed } from "./measure-tokens.ts";
import { openSettings } from "./open-settings.ts";
import { closeModels, openSweep } from "./open-sweep.ts";
import type { SweepFlags } from "./sweep-options.ts";
import { textTable } from "./table.ts";

interface PlanLine {
  readonly model: string;
  readonly task: string;
  readonly length: number;
  readonly prompts: number;
  readonly promptTokens: number;
  /** At most; answers usually end earlier. */
  readonly answerTokens: number;
  /** Of a published set: rows too long for the length, which a run skips. Not among the prompts. */
  readonly skipped: number;
}

/** `midspan plan`: builds every prompt of a sweep and counts its tokens; no model is asked. */
export async function plan(config: string | undefined, flags: SweepFlags): Promise<void> {
  const settings = await openSettings(config, flags);
  const sweep = await openSweep(settings, { prefix: flags.prefix ?? "shared", offline: true });
  try {
    const lines = sweep.models.flatMap((model) => planLines(sweep, model));
    const gap = smallestGap(sweep);
    if (flags.json)
      return printResult(
        JSON.stringify({ lines, smallestMiddleGap: gap ?? null, notes: sweep.needles.notes ?? [] }, null, 2),
      );
    printResult(describe(lines, gap, sweep, settings.tokenizer === undefined));
  } finally {
    await closeModels(sweep.models);
  }
}

function planLines(sweep: Sweep, model: Model): readonly PlanLine[] {
  const kit = kitOf(sweep, model);
  const lines = new Map<string, PlanLine>();
  for (const { task, trials } of families(sweep, model))
    for (const { cell } of trials) {
      const sample = buildIfFits(() => task.build(cell, kit));
      const key = `${task.name} ${cell.contextLength}`;
      const before = lines.get(key);
      lines.set(key, {
        model: model.id,
        task: task.name,
        length: cell.contextLength,
        prompts: (before?.prompts ?? 0) + (sample === undefined ? 0 : 1),
        promptTokens: (before?.promptTokens ?? 0) + (sample?.promptTokens ?? 0),
        answerTokens: (before?.answerTokens ?? 0) + (sample?.answerBudget ?? 0),
        skipped: (before?.skipped ?? 0) + (sample === undefined ? 1 : 0),
      });
    }
  return [...lines.values()];
}

/** The sweep is checked: what does not fit now is a row of a published set that is longer than the others. */
function buildIfFits(build: () => Sample): Sample | undefined {
  try {
    return build();
  } catch (error) {
    if (error instanceof MidspanError && error.code === "does-not-fit") return undefined;
    throw error;
  }
}

/** Recall assumed at every depth by `smallestGap`; real runs give their own. */
const ASSUMED_RECALL = 0.9;

/**
 * The smallest middle gap that a run of this size finds in four of five cases, one model, task and length.
 * `undefined` where the grid has no edge or no middle.
 */
function smallestGap({ depths, trials }: Sweep): number | undefined {
  const edge = depths.filter((depth) => depth <= 0.1 || depth >= 0.9).length;
  const middle = depths.filter((depth) => depth >= 0.4 && depth <= 0.6).length;
  if (edge === 0 || middle === 0) return undefined;
  const deviation = Math.sqrt(ASSUMED_RECALL * (1 - ASSUMED_RECALL) * (1 / edge + 1 / middle));
  return detectableGap({ n: trials, deviation });
}

function describe(
  lines: readonly PlanLine[],
  gap: number | undefined,
  sweep: Sweep,
  measures: boolean,
): string {
  const head = ["model", "task", "length", "prompts", "prompt tokens", "answer tokens, at most"];
  const rows = lines.map((line) => [
    line.model,
    line.task,
    line.length,
    line.prompts,
    line.promptTokens,
    line.answerTokens,
  ]);
  const sum = (pick: (line: PlanLine) => number): number =>
    lines.reduce((total, line) => total + pick(line), 0);
  const total = [
    "all",
    "",
    "",
    sum((l) => l.prompts),
    sum((l) => l.promptTokens),
    sum((l) => l.answerTokens),
  ];
  const estimated = sweep.models
    .filter(({ tokenizer }) => !tokenizer.exact)
    .map(({ id, tokenizer }) => `${id} (${tokenizer.id})`);
  const notes = [
    gap === undefined
      ? "No middle gap can be measured: the depths lack an edge (<= 0.1 or >= 0.9) or a middle (0.4 to 0.6)."
      : `Smallest middle gap that ${sweep.trials} documents a cell find in 4 of 5 cases, at a recall of ` +
        `${ASSUMED_RECALL}: ${gap.toFixed(2)}.`,
    ...(sweep.needles.notes ?? []),
    ...lines
      .filter(({ skipped }) => skipped > 0)
      .map((line) => `${line.skipped} of ${line.task} at ${line.length} tokens do not fit and are skipped.`),
    ...(estimated.length === 0
      ? []
      : [
          `Token counts are estimated for ${estimated.join(", ")}` +
            `${measures && sweep.models.some(isGuessed) ? "; a run measures the characters of a token on one probe" : ""}.`,
        ]),
    "Nothing was asked of a model.",
  ];
  return `${textTable([head, ...rows, total])}\n\n${notes.join("\n")}`;
}
