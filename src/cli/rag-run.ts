import { join } from "node:path";
import type { Finding } from "../findings.ts";
import { chunkNeedles } from "../rag/chunk-needles.ts";
import type { ChunkSet } from "../rag/chunk-set.ts";
import type { Ended } from "./ask-models.ts";
import { exitOf, tellEnds } from "./conclude.ts";
import { printMessage } from "./console.ts";
import { excerptsOf } from "./excerpts.ts";
import { EXIT } from "./exit-codes.ts";
import { loadRun } from "./load-run.ts";
import { CHUNKS } from "./open-sweep.ts";
import { writeFindings } from "./present.ts";
import type { RagFlags } from "./rag-flags.ts";
import { ragLength } from "./rag-length.ts";
import type { RagPart } from "./rag-parts.ts";
import { runSettings } from "./run.ts";
import { settingsFrom } from "./settings.ts";
import type { SweepFlags } from "./sweep-options.ts";

/** What a part is asked about, and of which models. */
export interface PartSetting {
  readonly set: ChunkSet;
  /** The file from which runs read it; undefined = the invented one. */
  readonly source: string | undefined;
  readonly questions: number;
  readonly flags: RagFlags;
  readonly models: ReturnType<typeof import("./rag-flags.ts").modelFlags>;
  /** Parts that are to have the same length. */
  readonly beside?: readonly RagPart[];
}

/** A part that was asked. */
export interface AskedPart {
  readonly part: RagPart;
  readonly folder: string;
  /** None of steps: they find nothing by themselves. */
  readonly findings: readonly Finding[];
}

/** The flags of a run that asks a part. */
export async function partFlags(part: RagPart, setting: PartSetting): Promise<SweepFlags> {
  const { set, source, questions, flags, models, beside = [part] } = setting;
  const length = await ragLength({
    ...{ parts: beside, questions, source: chunkNeedles(set, source), flags: models },
  });
  return {
    ...{ preflight: true, report: true, told: true, baselines: part.baselines },
    ...models,
    ...{ lengths: String(length), needles: source === undefined ? CHUNKS : `${CHUNKS}:${source}` },
    ...{ trials: String(questions), task: part.tasks, depths: part.depths },
    set: Object.entries(part.factors).map(([name, value]) => `${name}=${value}`),
    output: join(flags.output, part.folder),
    ...(flags.yes === undefined ? {} : { yes: flags.yes }),
    ...(flags.quiet === undefined ? {} : { quiet: flags.quiet }),
  };
}

/** Asks a part; undefined where it was interrupted or a model stopped: the exit code is set then. */
export async function runPart(part: RagPart, setting: PartSetting): Promise<AskedPart | undefined> {
  const flags = await partFlags(part, setting);
  let asked: AskedPart | undefined;
  await runSettings(settingsFrom(flags), flags, async (ended, folder) => {
    const findings = await reported(ended, folder, part.kind);
    if (findings !== undefined) asked = { part, folder, findings };
  });
  return asked;
}

async function reported(
  ended: Ended,
  folder: string,
  kind: RagPart["kind"],
): Promise<readonly Finding[] | undefined> {
  const exit = exitOf(ended);
  if (exit !== EXIT.done) {
    process.exitCode = exit;
    await tellEnds(ended, folder);
    printMessage(`midspan: not complete; the same command continues it: ${folder}`);
    return undefined;
  }
  if (kind === "steps") return [];
  const run = await loadRun([folder], folder);
  const models = ended.map(({ model }) => model);
  const excerpts = () => excerptsOf(run.manifest, run.record.shown, models);
  return (await writeFindings(run, { folder, excerpts })).findings;
}
