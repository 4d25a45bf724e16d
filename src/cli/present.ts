import { join } from "node:path";
import pc from "picocolors";
import type { Excerpt, Manifest, Trial } from "../record.ts";
import { analyse } from "./analyse.ts";
import { printMessage, printResult } from "./console.ts";

export interface PresentOptions {
  /** Where the report goes; absent = nothing is written. */
  readonly folder?: string;
  readonly json?: boolean;
  /** Of the files in charts/. */
  readonly style?: string;
  readonly width?: string;
  excerpts(): Promise<readonly Excerpt[]>;
}

/** Analyses trials, writes the report, prints the map, the verdicts and the path (or all of it as JSON). */
export async function present(
  manifest: Manifest,
  trials: readonly Trial[],
  options: PresentOptions,
): Promise<void> {
  if (trials.length === 0) return printMessage("midspan: no trial is recorded; nothing to report");
  const findings = await analyse(trials, manifest);
  const { folder } = options;
  let page: string | undefined;
  if (folder !== undefined) {
    const { writeReport } = await import("../report/write.ts");
    const { lookNamed } = await import("../charts/look-named.ts");
    const look = lookNamed(options.style, options.width);
    await writeReport(folder, { manifest, findings, trials, excerpts: await options.excerpts() }, look);
    page = join(folder, "index.html");
  }
  if (options.json) {
    const counts = countStatuses(trials);
    printResult(
      JSON.stringify({ planHash: manifest.planHash, report: page ?? null, counts, findings }, null, 2),
    );
    return;
  }
  const { styleOf } = await import("../report/write.ts");
  const { terminalHeatMap, terminalVerdicts } = await import("../report/terminal.ts");
  const style = styleOf(manifest);
  const terminal = {
    colour: pc.isColorSupported && process.stdout.isTTY,
    unicode: speaksUnicode(),
    width: width(),
  };
  const blocks = [terminalHeatMap(findings, style, terminal), terminalVerdicts(findings, style, terminal)];
  printResult(`\n${blocks.filter((block) => block !== "").join("\n\n")}\n\n${countsLine(trials)}`);
  if (page !== undefined) printResult(`Report: ${page}`);
}

function countStatuses(trials: readonly Trial[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { status } of trials) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function countsLine(trials: readonly Trial[]): string {
  const counts = Object.entries(countStatuses(trials)).map(
    ([status, n]) => `${n.toLocaleString("en")} ${status}`,
  );
  return `${trials.length.toLocaleString("en")} trials: ${counts.join(", ")}.`;
}

/** Windows Terminal, and every system whose locale says so. */
function speaksUnicode(): boolean {
  const { LC_ALL, LC_CTYPE, LANG, TERM, WT_SESSION } = process.env;
  const locale = LC_ALL || LC_CTYPE || LANG;
  if (TERM === "linux" || TERM === "dumb") return false;
  // A container without any locale set shows UTF-8 all the same.
  return (
    WT_SESSION !== undefined ||
    locale === undefined ||
    /utf-?8/i.test(locale) ||
    process.platform === "darwin"
  );
}

function width(): number {
  return Math.max(40, process.stdout.columns ?? 80);
}
