import { join } from "node:path";
import { assertThat, MidspanError } from "../errors.ts";
import type { Finding, Row } from "../findings.ts";
import { chunkNeedles, fewestChunks } from "../rag/chunk-needles.ts";
import type { ChunkSet } from "../rag/chunk-set.ts";
import { ORDER_PREFIX } from "../rag/order-task.ts";
import { orders } from "../rag/orders.ts";
import type { PlacementCurve, PlacementProfile } from "../rag/placement-profile.ts";
import { readChunkSet } from "../rag/sets/index.ts";
import { writeAtomically } from "../report/write-atomically.ts";
import type { Ended } from "./ask-models.ts";
import { exitOf } from "./conclude.ts";
import { printMessage, printResult } from "./console.ts";
import { excerptsOf } from "./excerpts.ts";
import { EXIT } from "./exit-codes.ts";
import { loadRun } from "./load-run.ts";
import { wholeNumber } from "./numbers.ts";
import { CHUNKS } from "./open-sweep.ts";
import { plainLine } from "./plain-line.ts";
import { writeFindings } from "./present.ts";
import { ragLength } from "./rag-length.ts";
import { runSettings } from "./run.ts";
import { settingsFrom } from "./settings.ts";
import type { SweepFlags } from "./sweep-options.ts";
import { textTable } from "./table.ts";
import { taskNamed } from "./task-named.ts";
import { wrapText } from "./wrap-text.ts";

export interface RagFlags {
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

/** What one number of chunks came to. */
interface Measured {
  readonly k: number;
  readonly placement: readonly Finding[];
  readonly orders: readonly Finding[];
  readonly curves: ReadonlyMap<string, PlacementCurve>;
}

const DEFAULT_CHUNKS = [10];
const DEFAULT_CACHES = ["dense", "sinks:256+256"];
const POSITIONS = 11;

/** `midspan rag [SET]`: where retrieved chunks should go, for each model, as run folders below one folder. */
export async function rag(source: string | undefined, flags: RagFlags): Promise<void> {
  const set = readChunkSet(source);
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
  await writeSummary(flags.output, set, measured, flags);
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
    model: model ?? ["embedded:reference"],
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

async function writeSummary(
  folder: string,
  set: ChunkSet,
  measured: readonly Measured[],
  flags: RagFlags,
): Promise<void> {
  const models = [...new Set(measured.flatMap(({ curves }) => [...curves.keys()]))];
  const profiles = models.map(
    (model): PlacementProfile => ({
      schema: 1,
      model,
      ...(model.startsWith("simulated:") ? { simulated: true } : {}),
      curves: measured.flatMap(({ curves }) => curves.get(model) ?? []),
    }),
  );
  await writeAtomically(
    join(folder, "placementProfile.json"),
    `${JSON.stringify({ schema: 1, profiles }, null, 2)}\n`,
  );
  const found = measured.map(({ k, orders: own, placement }) => ({
    chunks: k,
    orders: own.find(({ name }) => name === "chunk-orders") ?? null,
    placement: placement.find(({ name }) => name === "middle-gap") ?? null,
  }));
  const summary = { schema: 1, set: set.name, version: set.version, flagged: set.flagged, found };
  await writeAtomically(join(folder, "rag.json"), `${JSON.stringify(summary, null, 2)}\n`);
  if (flags.json) return printResult(JSON.stringify(summary, null, 2));
  const width = Math.max(40, Math.min(80, process.stdout.columns ?? 80));
  for (const model of models) {
    printResult(`\n${plainLine(model)}`);
    for (const one of measured) printResult(textOf(model, one, width));
  }
  if (measured.length === 0)
    throw new MidspanError("internal", "nothing was measured; one number of chunks: 0");
  printResult(
    `\nReports: ${plainLine(join(folder, "placement-*"))} and ${plainLine(join(folder, "orders-*"))}, each with its index.html`,
  );
}

function textOf(model: string, { k, placement, orders: own }: Measured, width: number): string {
  const rowsOf = (findings: readonly Finding[], name: string): readonly Row[] =>
    (findings.find((finding) => finding.name === name)?.rows ?? []).filter(
      ({ group }) => group.model === model,
    );
  const rows = rowsOf(own, "chunk-orders");
  const percent = (share: number): string => `${Math.round(100 * share)} %`;
  const table = rows
    .filter(({ name }) => name === "accuracy")
    .map(({ group, estimate }) => {
      const against = rows.find(
        (row) => row.name === "difference to rank" && row.group.order === group.order,
      );
      const difference = against?.estimate;
      return [
        String(group.order),
        estimate === undefined ? "" : percent(estimate.value),
        difference === undefined
          ? ""
          : `${Math.round(100 * difference.value)} (${Math.round(100 * difference.low)} to ${Math.round(100 * difference.high)})`,
        difference?.p === undefined ? "" : difference.p < 0.001 ? "< 0.001" : difference.p.toFixed(3),
        against?.verdict ?? "",
      ];
    });
  const gap = rowsOf(placement, "middle-gap").find(({ name }) => name === "verdict");
  const said = rows.find(({ name }) => name === "recommendation");
  const head = ["  order", "right", "points to rank", "p", ""];
  return [
    `\n  ${k} chunks`,
    ...wrapText(`Placement: ${gap?.sentence ?? "not measured."}`, width - 2).map((line) => `  ${line}`),
    textTable([head, ...table.map(([order = "", ...rest]) => [`  ${order}`, ...rest])]),
    ...wrapText(said?.sentence ?? "", width - 2).map((line) => `  ${line}`),
  ].join("\n");
}
