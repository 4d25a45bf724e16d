import { join } from "node:path";
import { assertThat } from "../errors.ts";
import { CONTEXT_ARMS, type ContextArm } from "../rag/arm-task.ts";
import { chunkNeedles } from "../rag/chunk-needles.ts";
import type { ChunkSet } from "../rag/chunk-set.ts";
import { chunkLines } from "../rag/sets/chunk-lines.ts";
import { readChunkSet } from "../rag/sets/index.ts";
import { STEP_PREFIX } from "../rag/step-task.ts";
import { type Kept, keptAnswers, withSteps } from "../rag/with-steps.ts";
import { createRng } from "../random.ts";
import { writeAtomically } from "../report/write-atomically.ts";
import { readTrials } from "../run/scan.ts";
import { printMessage } from "./console.ts";
import { wholeNumber } from "./numbers.ts";
import { plainLine } from "./plain-line.ts";
import {
  type AskedModel,
  askedModels,
  folderSuffix,
  needsSteps,
  oneModelFlags,
  type RagFlags,
} from "./rag-flags.ts";
import { armParts, stepsPart } from "./rag-parts.ts";
import { type AskedPart, type PartSetting, runPart } from "./rag-run.ts";

/** Tokens of a summary and of a partial answer where nothing is said. */
const SUMMARY_TOKENS = 50;

/** They answer what they were trained or made for, and write nothing of their own. */
const CANNOT_SUMMARISE = /^(embedded|simulated|replay):/;

/** What came of the arms. */
export interface AskedArms {
  readonly parts: readonly AskedPart[];
  /** By model: how often a summary kept the answer. */
  readonly kept: readonly {
    readonly model: string;
    readonly summaries?: Kept;
    readonly partialAnswers?: Kept;
  }[];
  /** Why arms are missing, in sentences. */
  readonly notes: readonly string[];
}

/** The arms of `--arms`, the full context first. Throws `usage`. */
export function armsNamed(names: readonly string[] | undefined): readonly ContextArm[] {
  if (names === undefined) return [];
  const unknown = names.find((name) => name !== "all" && !CONTEXT_ARMS.some((arm) => arm === name));
  assertThat(
    unknown === undefined,
    "usage",
    () => `--arms; all, or some of ${CONTEXT_ARMS.join(", ")}: ${unknown}`,
  );
  const chosen = names.includes("all") ? CONTEXT_ARMS : CONTEXT_ARMS.filter((arm) => names.includes(arm));
  assertThat(chosen.length > 1, "usage", () => `--arms; two or more, to compare: ${names.join(", ")}`);
  return chosen;
}

/** Throws `usage` where the summariser is a model that cannot write one. */
export function checkSummariser({ summariser }: RagFlags): void {
  assertThat(
    summariser === undefined || !CANNOT_SUMMARISE.test(summariser),
    "usage",
    () => `--summariser; a model that writes what it is asked for: ${summariser}`,
  );
}

export function summaryTokens({ summaryTokens: given }: RagFlags): number {
  if (given === undefined) return SUMMARY_TOKENS;
  const tokens = wholeNumber("--summary-tokens", given);
  assertThat(tokens >= 8, "usage", () => `--summary-tokens; at least 8: ${tokens}`);
  return tokens;
}

/** The model that writes for one that is asked; undefined where none can. */
export function writerOf(asked: AskedModel, { summariser }: RagFlags): AskedModel | undefined {
  if (summariser !== undefined) return { model: summariser };
  return CANNOT_SUMMARISE.test(asked.model) ? undefined : asked;
}

/** The arms that a model can be asked in, and why not the others. */
export function armsOf(
  arms: readonly ContextArm[],
  asked: AskedModel,
  flags: RagFlags,
): { readonly arms: readonly ContextArm[]; readonly note?: string } {
  if (!needsSteps(arms) || writerOf(asked, flags) !== undefined) return { arms };
  const left = arms.filter((arm) => !needsSteps([arm]));
  const lost = arms.filter((arm) => needsSteps([arm])).join(", ");
  return {
    arms: left,
    note: `${asked.model} cannot write summaries, so it is not asked in ${lost}; --summariser ID names a model that can`,
  };
}

/** Asks the arms of every model; undefined where a part did not come to its end. */
export async function askArms(
  arms: readonly ContextArm[],
  counts: readonly number[],
  setting: PartSetting,
): Promise<AskedArms | undefined> {
  const { flags } = setting;
  const all = askedModels(flags);
  const [parts, kept, notes] = [[] as AskedPart[], [] as AskedArms["kept"][number][], [] as string[]];
  let shared: Stepped | undefined;
  for (const asked of all) {
    const { arms: own, note } = armsOf(arms, asked, flags);
    if (note !== undefined && !notes.includes(note)) {
      notes.push(note);
      if (flags.quiet !== true) printMessage(`midspan: ${plainLine(note)}`);
    }
    const suffix = folderSuffix(asked, all);
    let one = setting;
    if (needsSteps(own)) {
      const writer = writerOf(asked, flags) as AskedModel;
      const stepped =
        shared ?? (await askSteps(own, counts, setting, writer, flags.summariser ? "" : suffix));
      if (stepped === undefined) return undefined;
      if (shared === undefined) {
        parts.push(stepped.asked);
        kept.push(keptOf(own, writer, stepped.set));
      }
      if (flags.summariser !== undefined) shared = stepped;
      one = { ...setting, set: stepped.set, source: stepped.source };
    }
    for (const part of armParts(own, counts, suffix)) {
      const done = await runPart(part, { ...one, models: oneModelFlags(flags, asked) });
      if (done === undefined) return undefined;
      parts.push(done);
    }
  }
  return { parts, kept, notes };
}

interface Stepped {
  readonly asked: AskedPart;
  readonly set: ChunkSet;
  readonly source: string;
}

/** Has the shorter texts written, and leaves the set that holds them; what was written before is not asked again. */
async function askSteps(
  arms: readonly ContextArm[],
  counts: readonly number[],
  setting: PartSetting,
  writer: AskedModel,
  suffix: string,
): Promise<Stepped | undefined> {
  const { set, source, flags } = setting;
  const part = stepsPart(arms, counts, summaryTokens(flags), suffix);
  assertThat(part !== undefined, "internal", () => "steps of arms that need none");
  const models =
    flags.summariser === undefined ? oneModelFlags(flags, writer) : summariserFlags(flags, writer);
  const asked = await runPart(part, { ...setting, models });
  if (asked === undefined) return undefined;
  const needles = chunkNeedles(set, source);
  const outputs = new Map<string, string>();
  for await (const { task, cell, status, output = "" } of readTrials(asked.folder)) {
    const question = needles.question?.(createRng(cell.seed).fork("multi-document-qa"));
    if (status === "scored") outputs.set(JSON.stringify([question?.id, task]), output);
  }
  const questions = withSteps(set.questions, ({ id }, kind, rank) =>
    outputs.get(JSON.stringify([id, `${STEP_PREFIX}${kind}-${rank}`])),
  );
  const file = join(flags.output, `chunks${suffix}.steps.jsonl`);
  await writeAtomically(file, chunkLines(questions));
  return { asked, set: await readChunkSet(file), source: file };
}

/** A second model is reached as its id says: the base URL is that of the models under test. */
function summariserFlags(flags: RagFlags, writer: AskedModel): PartSetting["models"] {
  const own = oneModelFlags(flags, writer);
  const { baseUrl, ...without } = own;
  const sameAdapter = flags.model?.every((id) => id.split(":")[0] === writer.model.split(":")[0]) ?? false;
  return sameAdapter && baseUrl !== undefined ? { ...without, baseUrl } : without;
}

function keptOf(
  arms: readonly ContextArm[],
  { model }: AskedModel,
  { questions }: ChunkSet,
): AskedArms["kept"][number] {
  return {
    model,
    ...(arms.includes("summaries") ? { summaries: keptAnswers(questions, "summary") } : {}),
    ...(arms.includes("map-reduce") ? { partialAnswers: keptAnswers(questions, "partial") } : {}),
  };
}
