import { join } from "node:path";
import type { Look } from "../charts/look.ts";
import type { Finding } from "../findings.ts";
import type { Excerpt } from "../record.ts";
import type { RecordSummary } from "../report/record-summary.ts";
import type { WriteOptions } from "../report/write.ts";
import { analyse } from "./analyse.ts";
import { answerPrices } from "./answer-prices.ts";
import { collectGarbage } from "./collect-garbage.ts";
import { colours } from "./colours.ts";
import { printMessage, printResult } from "./console.ts";
import { readInside } from "./inside.ts";
import type { LoadedRun } from "./load-run.ts";
import { speaksUnicode } from "./locale.ts";
import type { PaintAside } from "./paint-aside.ts";
import { plainLine } from "./plain-line.ts";
import { terminalWidth } from "./terminal-width.ts";

/** Trials that take so much memory that it is given back before the page is made. */
const MANY = 100_000;

export interface PresentFlags {
  readonly json?: boolean;
  /** Of the files in charts/. */
  readonly style?: string;
  readonly width?: string;
  readonly interactive?: boolean;
  /** Each chart as PDF too; charts for paper always are. */
  readonly pdf?: boolean;
  /** Prices over those of `datasets/prices.yaml`. */
  readonly prices?: string;
}

export interface PresentOptions extends PresentFlags {
  /** Where the report goes, and where `trials.parquet` already is; absent = nothing is written. */
  readonly folder?: string;
  excerpts(): Promise<readonly Excerpt[]>;
}

/** The findings of a run, and its page where a report was written. */
export interface Presented {
  readonly findings: readonly Finding[];
  readonly page: string | undefined;
}

/** Analyses trials and writes the report where there is a folder for it; prints nothing. */
export async function writeFindings(run: LoadedRun, options: PresentOptions): Promise<Presented> {
  return writeAnalysed(run, await analyseRun(run, options), options);
}

async function analyseRun(
  { trials, manifest, damaged }: LoadedRun,
  { prices }: PresentFlags,
): Promise<readonly Finding[]> {
  return analyse(trials, { ...manifest, damaged }, await answerPrices(manifest, prices));
}

async function writeAnalysed(
  { manifest, record, parquet }: Omit<LoadedRun, "trials">,
  analysed: readonly Finding[],
  options: PresentOptions,
): Promise<Presented> {
  const { folder } = options;
  if (folder === undefined) return { findings: analysed, page: undefined };
  const findings = [...analysed, ...(await readInside(folder))];
  const { writeReport } = await loadReport();
  const { lookNamed } = await import("../charts/look-named.ts");
  const look = lookNamed(options.style, options.width);
  const aside = record.trials > MANY ? await paintingAside() : undefined;
  try {
    await writeReport(
      folder,
      { manifest, findings, record, excerpts: await options.excerpts() },
      { ...writeOptions(look, options), ...(aside === undefined ? {} : { paint: aside.paint }) },
    );
  } finally {
    await aside?.stop();
  }
  await parquet;
  return { findings, page: join(folder, "index.html") };
}

/** What draws and writes a report: many modules. */
function loadReport(): Promise<typeof import("../report/write.ts")> {
  return import("../report/write.ts");
}

async function paintingAside(): Promise<PaintAside> {
  const { startPainting } = await import("./paint-aside.ts");
  return startPainting();
}

/**
 * Analyses trials, writes the report, prints the map, the verdicts and the path (or all of it as JSON). The run's trials
 * are gone then: the pictures of a page are made in the memory of a million of them.
 */
export async function present(run: LoadedRun, options: PresentOptions): Promise<void> {
  const { manifest, record } = run;
  if (record.trials === 0) return printMessage("midspan: no trial is recorded; nothing to report");
  if (options.folder !== undefined) loadReport().catch(() => {}); // while another thread analyses
  const analysed = await analyseRun(run, options);
  run.trials = [];
  if (record.trials > MANY) collectGarbage();
  const { findings, page } = await writeAnalysed(run, analysed, options);
  if (options.json) {
    const { planHash } = manifest;
    printResult(
      JSON.stringify({ planHash, report: page ?? null, counts: record.statuses, findings }, null, 2),
    );
    return;
  }
  const { styleOf } = await import("../report/write.ts");
  const { terminalHeatMap, terminalVerdicts } = await import("../report/terminal.ts");
  const style = styleOf(manifest);
  const terminal = {
    colour: colours().isColorSupported,
    unicode: speaksUnicode(),
    width: terminalWidth(),
  };
  const blocks = [terminalHeatMap(findings, style, terminal), terminalVerdicts(findings, style, terminal)];
  printResult(`\n${blocks.filter((block) => block !== "").join("\n\n")}\n\n${countsLine(record)}`);
  if (page !== undefined) printResult(`Report: ${plainLine(page)}`);
}

/** What of the flags bears on the files. */
export function writeOptions(look: Look, { interactive = false, pdf }: PresentFlags): WriteOptions {
  return { look, interactive, ...(pdf === undefined ? {} : { pdf }) };
}

function countsLine({ trials, statuses }: RecordSummary): string {
  const counts = Object.entries(statuses).map(([status, n]) => `${n.toLocaleString("en")} ${status}`);
  return `${trials.toLocaleString("en")} trials: ${counts.join(", ")}.`;
}
