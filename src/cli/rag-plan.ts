import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wrap } from "../charts/wrap.ts";
import { chunkLines } from "../rag/sets/chunk-lines.ts";
import { readChunkSet } from "../rag/sets/index.ts";
import { withPlaceholders } from "../rag/with-steps.ts";
import { writeAtomically } from "../report/write-atomically.ts";
import { openCharges } from "./charges.ts";
import { printMessage, printResult, printText } from "./console.ts";
import { closeModels, openSweep } from "./open-sweep.ts";
import { plainLine } from "./plain-line.ts";
import { type PlannedModel, planReport } from "./plan-report.ts";
import { costWords, usdRange } from "./plan-words.ts";
import { armsOf, summaryTokens, writerOf } from "./rag-arms.ts";
import {
  type AskedModel,
  askedModels,
  folderSuffix,
  needsSteps,
  oneModelFlags,
  type RagFlags,
} from "./rag-flags.ts";
import { openRag } from "./rag-open.ts";
import { armParts, type RagPart, stepsPart } from "./rag-parts.ts";
import { type PartSetting, partFlags } from "./rag-run.ts";
import { settingsFrom } from "./settings.ts";
import { textTable } from "./table.ts";

/** Prompts of a model that are built before a sample of questions stands for all. */
const MOST_PROMPTS = 2000;

/** One part's amounts for one model. */
interface PlannedPart {
  readonly part: string;
  readonly planned: PlannedModel;
}

/**
 * `midspan rag --dry-run`: prompts, tokens and cost of every part; no model is asked and nothing is left behind.
 * Summaries that are not written yet count as long as they may be.
 */
export async function planRag(named: string | undefined, flags: RagFlags): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "midspan-rag-"));
  try {
    const aside = { ...flags, output: folder };
    const { setting, counts, parts, arms } = await openRag(named, aside);
    const planned: PlannedPart[] = [];
    for (const { part, own } of parts) planned.push(...(await planPart(part, own)));
    const notes: string[] = [];
    const all = askedModels(flags);
    let written = false;
    for (const asked of all) {
      const { arms: own, note } = armsOf(arms, asked, flags);
      if (note !== undefined && !notes.includes(note)) notes.push(note);
      const suffix = folderSuffix(asked, all);
      const models = oneModelFlags(aside, asked);
      const steps = stepsPart(own, counts, summaryTokens(flags), flags.summariser ? "" : suffix);
      if (steps !== undefined && !(flags.summariser && written)) {
        const writer = oneModelFlags(aside, writerOf(asked, flags) as AskedModel);
        planned.push(...(await planPart(steps, { ...setting, models: writer })));
        written = true;
      }
      const made = needsSteps(own) ? await withMade(setting, summaryTokens(flags)) : setting;
      for (const part of armParts(own, counts, suffix))
        planned.push(...(await planPart(part, { ...made, models })));
    }
    for (const note of setting.set.notes)
      if (flags.quiet !== true) printMessage(`midspan: ${plainLine(note)}`);
    if (flags.json === true) printResult(JSON.stringify(jsonOf(planned, notes), null, 2));
    else printText(textOf(planned, notes));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function planPart(part: RagPart, setting: PartSetting): Promise<readonly PlannedPart[]> {
  const settings = settingsFrom(await partFlags(part, setting));
  const sweep = await openSweep(settings, { prefix: "shared", offline: true });
  try {
    const { models } = planReport(sweep, {
      charges: await openCharges(settings, sweep.models),
      ...{ most: MOST_PROMPTS, measures: true, shared: true },
    });
    return models.map((planned) => ({ part: part.folder, planned }));
  } finally {
    await closeModels(sweep.models);
  }
}

async function withMade(setting: PartSetting, tokens: number): Promise<PartSetting> {
  const file = join(setting.flags.output, "placeholders.jsonl");
  await writeAtomically(file, chunkLines(withPlaceholders(setting.set.questions, tokens)));
  return { ...setting, set: await readChunkSet(file), source: file };
}

function jsonOf(planned: readonly PlannedPart[], notes: readonly string[]): object {
  const sum = (of: (one: PlannedModel["count"]["total"]) => number): number =>
    planned.reduce((all, { planned: { count } }) => all + of(count.total), 0);
  return {
    parts: planned.map(({ part, planned: { model, estimate, charge, count } }) => ({
      ...{ part, model, estimate: estimate ?? null, charge, total: count.total },
    })),
    prompts: sum(({ prompts }) => prompts),
    promptTokens: sum(({ promptTokens }) => promptTokens),
    usd: { low: sum(({ leastCost }) => leastCost), high: sum(({ mostCost }) => mostCost) },
    notes,
  };
}

function textOf(planned: readonly PlannedPart[], notes: readonly string[]): string {
  const models = [...new Set(planned.map(({ planned: { model } }) => model))];
  const tables = models.map((model) => {
    const own = planned.filter((one) => one.planned.model === model);
    const priced = own.some(({ planned: { charge } }) => charge.kind === "priced");
    const lines = own.map(({ part, planned: { count } }) => [part, ...amounts(count.total, priced)]);
    const total = own.map(({ planned: { count } }) => count.total);
    const all = {
      prompts: total.reduce((sum, { prompts }) => sum + prompts, 0),
      promptTokens: total.reduce((sum, { promptTokens }) => sum + promptTokens, 0),
      answerTokens: total.reduce((sum, { answerTokens }) => sum + answerTokens, 0),
      leastCost: total.reduce((sum, { leastCost }) => sum + leastCost, 0),
      mostCost: total.reduce((sum, { mostCost }) => sum + mostCost, 0),
    };
    const head = ["part", "prompts", "prompt tokens", "answers", ...(priced ? ["USD"] : [])];
    const cost = priced
      ? `${usdRange({ low: all.leastCost, high: all.mostCost })} USD`
      : costWords((own[0] as PlannedPart).planned);
    return `${model}\n${textTable([head, ...lines, ["all", ...amounts(all, priced)]])}\n${model}: ${cost}.`;
  });
  const estimated = [
    ...new Set(
      planned.flatMap(({ planned: { model, estimate } }) => (estimate ? `${model} (${estimate})` : [])),
    ),
  ];
  const words = [
    "answers: tokens at most; they usually end earlier.",
    ...(planned.some(({ part }) => part.startsWith("steps"))
      ? ["Summaries and partial answers count as long as they may be."]
      : []),
    ...(estimated.length === 0 ? [] : [`Token counts are estimated for ${estimated.join(", ")}.`]),
    ...notes.map((note) => `${note}.`),
    "Nothing was asked of a model.",
  ];
  return [...tables, words.flatMap((text) => wrap(text, 80)).join("\n")].join("\n\n");
}

type Amounts = Pick<
  PlannedModel["count"]["total"],
  "prompts" | "promptTokens" | "answerTokens" | "leastCost" | "mostCost"
>;

function amounts(of: Amounts, priced: boolean): readonly (string | number)[] {
  const cost = priced ? [usdRange({ low: of.leastCost, high: of.mostCost })] : [];
  return [of.prompts, of.promptTokens, of.answerTokens, ...cost];
}
