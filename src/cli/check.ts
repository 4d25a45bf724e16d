import { DISTRUSTED } from "../analysis/loss-by-depth.ts";
import { assertThat } from "../errors.ts";
import type { Estimate, Finding, Row } from "../findings.ts";
import { grouped } from "../number-words.ts";
import { parseLengths } from "../run/grid.ts";
import { wilson } from "../stats/wilson.ts";
import { analyse } from "./analyse.ts";
import { printResult } from "./console.ts";
import { EXIT } from "./exit-codes.ts";
import { loadRun } from "./load-run.ts";
import { decimal } from "./numbers.ts";
import { plainLine } from "./plain-line.ts";
import type { DropLimit } from "./regression.ts";

export interface CheckFlags {
  readonly minRecall?: string;
  readonly maxMiddleGap?: string;
  readonly minLength?: string;
  readonly maxUnscored?: string;
  /** Folder of an older run that this one is held against. */
  readonly against?: string;
  readonly maxDrop?: string;
  /** Where to write the checks for a CI system. */
  readonly junit?: string;
  readonly json?: boolean;
}

export interface CheckLine {
  readonly holds: boolean;
  readonly what: string;
  readonly limit: number;
  readonly estimate?: Estimate;
  /** Trials, or common questions, that are in no number. */
  readonly unscored?: number;
  /** What was measured where there is no number: that not even the shortest length is reached. */
  readonly reached?: string;
  /** Why the number is none that a limit could be held against. */
  readonly reason?: string;
}

/** `midspan check FOLDER`: every limit against every model, task and length that it is about. */
export async function check(folder: string, flags: CheckFlags): Promise<void> {
  const demands = demandsOf(flags);
  const drop = dropOf(flags);
  const lines: CheckLine[] = [];
  if (demands.length > 0) {
    const { trials, manifest, damaged } = await loadRun([folder]);
    lines.push(...checkFindings(await analyse(trials, { ...manifest, damaged }), demands));
  }
  if (drop !== undefined) {
    const { checkAgainst } = await import("./regression.ts");
    lines.push(...(await checkAgainst(folder, drop)));
  }
  const holds = lines.every((line) => line.holds);
  if (flags.junit !== undefined) await writeJunit(flags.junit, lines);
  if (flags.json) printResult(JSON.stringify({ holds, checks: lines }, null, 2));
  else for (const line of lines) printResult(describe(line));
  if (!holds) process.exitCode = EXIT.checkFailed;
}

/** A drop of five points where nothing is said: beyond what a few hundred trials make by chance. */
const DROP = "0.05";

function dropOf({ against, maxDrop }: CheckFlags): DropLimit | undefined {
  assertThat(
    against !== undefined || maxDrop === undefined,
    "usage",
    () => `--max-drop is of a comparison; --against FOLDER with it: ${maxDrop}`,
  );
  return against === undefined ? undefined : { against, maxDrop: share("--max-drop", maxDrop ?? DROP, 0) };
}

async function writeJunit(path: string, lines: readonly CheckLine[]): Promise<void> {
  const { junitXml } = await import("./junit.ts");
  const { writeAtomically } = await import("../report/write-atomically.ts");
  const cases = lines.map((line) => ({
    name: `${line.what} ${short(line.limit)}`,
    ...(line.holds ? { output: describe(line) } : { failure: describe(line) }),
  }));
  await writeAtomically(path, junitXml("midspan check", cases));
}

export interface Demand {
  readonly finding: string;
  /** What is held against the limit; absent = the row's estimate. */
  readonly measure?: "unscored";
  /** Opening of the names of the rows that must meet it. */
  readonly row: string;
  readonly bound: "at least" | "at most";
  readonly limit: number;
}

function demandsOf(flags: CheckFlags): readonly Demand[] {
  const demands: Demand[] = [];
  if (flags.minRecall !== undefined) {
    const limit = share("--min-recall", flags.minRecall, 0);
    demands.push({ finding: "recall-by-length", row: "recall", bound: "at least", limit });
  }
  if (flags.maxUnscored !== undefined) {
    const limit = share("--max-unscored", flags.maxUnscored, 0);
    demands.push({
      finding: "recall-by-length",
      measure: "unscored",
      row: "recall",
      bound: "at most",
      limit,
    });
  }
  if (flags.maxMiddleGap !== undefined) {
    const limit = share("--max-middle-gap", flags.maxMiddleGap, -1);
    demands.push({ finding: "middle-gap", row: "middle gap", bound: "at most", limit });
  }
  if (flags.minLength !== undefined) {
    const lengths = parseLengths(flags.minLength);
    const limit = lengths[0]!;
    assertThat(
      lengths.length === 1,
      "usage",
      () => `--min-length is not usable; one length: ${flags.minLength}`,
    );
    demands.push({ finding: "effective-length", row: "absolute", bound: "at least", limit });
  }
  assertThat(
    demands.length > 0 || flags.against !== undefined,
    "usage",
    () =>
      "nothing to check; --min-recall, --max-middle-gap, --min-length, --max-unscored or --against: none given",
  );
  return demands;
}

function share(option: string, text: string, low: number): number {
  const value = decimal(option, text);
  assertThat(value >= low && value <= 1, "usage", () => `${option} is not usable; from ${low} to 1: ${text}`);
  return value;
}

/** What was not measured does not hold, nor does a gap where there is no recall that could sag. */
export function checkFindings(
  findings: readonly Finding[],
  demands: readonly Demand[],
): readonly CheckLine[] {
  return demands.flatMap(({ finding, measure, row, bound, limit }) => {
    const rows = findings.filter(({ name }) => name === finding).flatMap((found) => found.rows);
    const lines = rows
      .filter(({ name }) => name.startsWith(row))
      .map((found): CheckLine => {
        if (measure === "unscored") return unscoredLine(found, limit);
        const { estimate } = found;
        const what = `${groupWords(found)}: ${finding === "effective-length" ? "effective length" : row} ${bound}`;
        const reason = hollow(found, rows);
        const reached = estimate === undefined && found.verdict === BELOW ? { reached: BELOW } : {};
        const told = { what, limit, unscored: found.unscored, ...reached };
        if (estimate === undefined || reason !== undefined)
          return { holds: false, ...told, ...(estimate && { estimate }), ...(reason && { reason }) };
        const holds = bound === "at least" ? estimate.value >= limit : estimate.value <= limit;
        return { holds, ...told, estimate };
      });
    return lines.length > 0 ? lines : [{ holds: false, what: `${row} ${bound}`, limit }];
  });
}

/** Share of all trials of a model, task and length that are in no number, with its interval. */
function unscoredLine(row: Row, limit: number): CheckLine {
  const { unscored, estimate: { n: scored = 0 } = {} } = row;
  const n = scored + unscored;
  const estimate = { value: unscored / n, ...wilson(unscored, n), n, method: "Wilson 95 %" };
  return {
    holds: estimate.value <= limit,
    what: `${groupWords(row)}: share not scored at most`,
    limit,
    estimate,
  };
}

/** Of an effective length. */
const BELOW = "below the shortest";

const HOLLOW: readonly (string | undefined)[] = ["above its ability", "at the floor", DISTRUSTED];

/** The verdict that stands on the row or beside it, where it says that nothing was there to be compared. */
function hollow({ name, verdict, group }: Row, rows: readonly Row[]): string | undefined {
  const beside = (other: Row): boolean =>
    name === "middle gap" &&
    other.name === "verdict" &&
    (["model", "task", "length"] as const).every((field) => other.group[field] === group[field]);
  return [verdict, rows.find(beside)?.verdict].find((word) => HOLLOW.includes(word));
}

function groupWords({ group }: Row): string {
  const { model, task, length } = group;
  return [model, task, ...(length === undefined ? [] : [`${length} tokens`])].join(", ");
}

function describe({ holds, what, limit, estimate, unscored = 0, reached, reason }: CheckLine): string {
  const measured =
    estimate === undefined
      ? (reached ?? "not measured")
      : `${short(estimate.value)} (${short(estimate.low)} to ${short(estimate.high)}, n = ${estimate.n})`;
  const left = unscored === 0 ? "" : `; ${grouped(unscored)} trials not scored`;
  const why = reason === undefined ? "" : `; ${reason}`;
  return `${holds ? "holds" : "FAILS"}  ${plainLine(what)} ${short(limit)}: ${measured}${left}${why}`;
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}
