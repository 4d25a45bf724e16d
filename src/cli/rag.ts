import { join } from "node:path";
import { assertThat } from "../errors.ts";
import type { Finding } from "../findings.ts";
import { chunkNeedles, fewestChunks } from "../rag/chunk-needles.ts";
import type { ChunkSet } from "../rag/chunk-set.ts";
import { ORDER_PREFIX } from "../rag/order-task.ts";
import { orders } from "../rag/orders.ts";
import type { PlacementCurve } from "../rag/placement-profile.ts";
import type { Ended } from "./ask-models.ts";
import { exitOf } from "./conclude.ts";
import { printMessage } from "./console.ts";
import { excerptsOf } from "./excerpts.ts";
import { EXIT } from "./exit-codes.ts";
import { loadRun } from "./load-run.ts";
import { wholeNumber } from "./numbers.ts";
import { CHUNKS } from "./open-sweep.ts";
import { writeFindings } from "./present.ts";
import { ragLength } from "./rag-length.ts";
import { readRagSet, type SetFlags } from "./rag-set.ts";
import { type Measured, writeSummary } from "./rag-summary.ts";
import { runSettings } from "./run.ts";
import { settingsFrom } from "./settings.ts";
import type { SweepFlags } from "./sweep-options.ts";
import { taskNamed } from "./task-named.ts";

export interface RagFlags extends SetFlags {
  readonly model?: readonly string[];
  readonly cache?: readonly string[];
  readonly baseUrl?: string;
  readonly orders: readonly string[];
  readonly chunks?: string;
  readonly questions?: string;
  readonly output: string;
  readonly concurrency?: string;
  readonly maxCost?: string;
  readonly prices?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const DEFAULT_MODEL = "embedded:reference";
const DEFAULT_CHUNKS = [10];
const DEFAULT_CACHES = ["dense", "sinks:256+256"];
const POSITIONS = 11;

/** `midspan rag [SET]`: where retrieved chunks should go, for each model, as run folders below one folder. */
export async function rag(named: string | undefined, flags: RagFlags): Promise<void> {
  const { set, source } = await readRagSet(named, flags, flags.model?.[0] ?? DEFAULT_MODEL, flags.output);
  if (flags.quiet !== true) for (const note of set.notes) printMessage(`midspan: ${note}`);
  const tasks = await orderTasks(flags.orders, set);
  const counts = chunkCounts(flags.chunks, set);
  const questions = Math.min(
    set.questions.length,
    flags.questions === undefined ? set.questions.length : wholeNumber("--questions", flags.questions),
  );
  const measured: Measured[] = [];
  for (const k of counts) {
    const one = await measure(k, { source, set, tasks, questions, flags });
    if (one === undefined) return;
    measured.push(one);
  }
  await writeSummary(flags.output, set, measured, flags.json === true);
}

interface Plan {
  readonly source: string | undefined;
  readonly set: ChunkSet;
  readonly tasks: readonly string[];
  readonly questions: number;
  readonly flags: RagFlags;
}

/** Undefined where a run was interrupted or a model stopped; the exit code is set then. */
async function measure(k: number, plan: Plan): Promise<Measured | undefined> {
  const { source, set, tasks, questions, flags } = plan;
  const needles = source === undefined ? CHUNKS : `${CHUNKS}:${source}`;
  const length = await ragLength({
    k,
    tasks,
    questions,
    source: chunkNeedles(set, source),
    flags: modelFlags(flags),
  });
  const common = { ...modelFlags(flags), lengths: String(length), needles, trials: String(questions) };
  const run = async (name: string, own: Partial<SweepFlags>): Promise<readonly Finding[] | undefined> => {
    const all: SweepFlags = {
      ...{ baselines: true, preflight: true, report: true, yes: true },
      ...common,
      ...own,
      output: join(flags.output, `${name}-${k}`),
      ...(flags.quiet === undefined ? {} : { quiet: flags.quiet }),
    };
    let findings: readonly Finding[] | undefined;
    await runSettings(settingsFrom(all), all, async (ended, folder) => {
      findings = await reported(ended, folder);
    });
    return findings;
  };
  const positions = Array.from({ length: Math.min(k, POSITIONS) }, (_, i) =>
    k === 1 ? 0 : Math.round((i * (k - 1)) / (Math.min(k, POSITIONS) - 1)) / (k - 1),
  );
  const placement = await run("placement", {
    task: ["multi-document-qa"],
    set: [`documents=${k}`],
    depths: positions.join(","),
  });
  if (placement === undefined) return undefined;
  const inOrders = await run("orders", { task: tasks, set: [`chunks=${k}`], depths: "0", baselines: false });
  if (inOrders === undefined) return undefined;
  return { k, placement, orders: inOrders, curves: curvesOf(placement, k) };
}

function modelFlags(flags: RagFlags): Pick<SweepFlags, "model" | "cache" | "baseUrl"> {
  const { model, cache, baseUrl, concurrency, maxCost, prices } = flags;
  return {
    model: model ?? [DEFAULT_MODEL],
    ...(cache !== undefined ? { cache } : model === undefined ? { cache: DEFAULT_CACHES } : {}),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(concurrency === undefined ? {} : { concurrency }),
    ...(maxCost === undefined ? {} : { maxCost }),
    ...(prices === undefined ? {} : { prices }),
  };
}

async function reported(ended: Ended, folder: string): Promise<readonly Finding[] | undefined> {
  const exit = exitOf(ended);
  if (exit !== EXIT.done) {
    process.exitCode = exit;
    printMessage(`midspan: not complete; the same command continues it: ${folder}`);
    return undefined;
  }
  const run = await loadRun([folder], folder);
  const models = ended.map(({ model }) => model);
  const excerpts = () => excerptsOf(run.manifest, run.record.shown, models);
  return (await writeFindings(run, { folder, excerpts })).findings;
}

async function orderTasks(names: readonly string[], set: ChunkSet): Promise<readonly string[]> {
  const wanted = names.flatMap((name) => (name === "all" ? orders.map((order) => order.name) : [name]));
  const all = [...new Set(["rank", ...wanted])];
  const unranked = set.questions.filter(({ ranked }) => !ranked).length;
  const tasks: string[] = [];
  for (const name of all) {
    const task = await taskNamed(`${ORDER_PREFIX}${name}`);
    const known = orders.find((order) => order.name === name);
    if (unranked > 0 && (known?.needsRanks ?? true))
      printMessage(`midspan: ${name} needs ranks; ${unranked} questions have none and are skipped under it`);
    tasks.push(task.name);
  }
  return tasks;
}

function chunkCounts(text: string | undefined, set: ChunkSet): readonly number[] {
  const fewest = fewestChunks(set.questions);
  if (text === undefined) {
    const fitting = DEFAULT_CHUNKS.filter((k) => k <= fewest);
    return fitting.length > 0 ? fitting : [fewest];
  }
  const counts = text.split(",").map((part) => wholeNumber("--chunks", part));
  const most = Math.max(...set.questions.map(({ chunks }) => chunks.length));
  const beyond = counts.find((k) => k < 1 || k > most);
  assertThat(
    beyond === undefined,
    "usage",
    () => `--chunks; from 1 to the ${most} that a question has: ${beyond}`,
  );
  return [...new Set(counts)].sort((a, b) => a - b);
}

/** Hits and n by position, from the placement's own findings. */
function curvesOf(findings: readonly Finding[], k: number): ReadonlyMap<string, PlacementCurve> {
  const rows = findings.find(({ name }) => name === "recall-by-length-and-depth")?.rows ?? [];
  const curves = new Map<string, { hits: number[]; n: number[] }>();
  for (const { group, estimate } of rows) {
    if (estimate === undefined) continue;
    const curve = curves.get(String(group.model)) ?? { hits: [], n: [] };
    curves.set(String(group.model), curve);
    curve.hits.push(Math.round(estimate.value * estimate.n));
    curve.n.push(estimate.n);
  }
  return new Map([...curves].map(([model, { hits, n }]) => [model, { k, hits, n }]));
}
