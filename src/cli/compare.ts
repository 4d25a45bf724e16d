import { join, resolve } from "node:path";
import type { Look } from "../charts/look.ts";
import { lookNamed } from "../charts/look-named.ts";
import { assertThat } from "../errors.ts";
import type { Finding, Row } from "../findings.ts";
import { chanceCell, decimals } from "../number-words.ts";
import { analyse } from "./analyse.ts";
import { answerPrices } from "./answer-prices.ts";
import { printResult, printText } from "./console.ts";
import { excerptsOfAll } from "./excerpts.ts";
import { loadRun } from "./load-run.ts";
import { decimal } from "./numbers.ts";
import { plainLine } from "./plain-line.ts";
import { type PresentFlags, writeOptions } from "./present.ts";
import { loadSides, type RunSide } from "./sides.ts";
import { textTable } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

export interface CompareFlags extends PresentFlags {
  readonly margin?: string;
  /** Where the page goes; absent = nothing is written. */
  readonly output?: string;
}

/**
 * `midspan compare A B [C...]`: every model of every folder, paired on the questions that all were asked; with `-o` a
 * page too, with what each run says by itself below.
 */
export async function compare(folders: readonly string[], flags: CompareFlags): Promise<void> {
  const look = lookNamed(flags.style, flags.width); // refused before anything is read
  const { output } = flags;
  for (const folder of folders)
    assertThat(
      output === undefined || resolve(output) !== resolve(folder),
      "usage",
      () => `-o; must be another folder than the runs: ${output}`,
    );
  const sides = await loadSides(folders);
  assertThat(
    sides.length > 1,
    "usage",
    () => `nothing to compare; at least two runs or models: ${sides.length}`,
    "Name a second run folder.",
  );
  const finding = await compareLoaded(sides, flags.margin);
  if (flags.json) printResult(JSON.stringify(finding, null, 2));
  else printText(comparisonText(finding));
  if (output === undefined) return;
  await writeComparison(folders, output, finding, { ...flags, look });
  if (!flags.json) printResult(`\nReport: ${plainLine(join(output, "index.html"))}`);
}

async function writeComparison(
  folders: readonly string[],
  output: string,
  comparison: Finding,
  { look, ...flags }: PresentFlags & { readonly look: Look },
): Promise<void> {
  const { manifest, trials, record, damaged, shown, parquet } = await loadRun(folders, output);
  const { writeReport } = await import("../report/write.ts");
  const alone = await analyse(trials, { ...manifest, damaged }, await answerPrices(manifest, flags.prices));
  const excerpts = await excerptsOfAll(shown);
  const findings = [comparison, ...alone];
  await writeReport(output, { manifest, findings, record, excerpts }, writeOptions(look, flags));
  await parquet;
}

/** The comparison of loaded sides, with the contract's numbers and the first run's own margin. */
export async function compareLoaded(sides: readonly RunSide[], margin?: string): Promise<Finding> {
  const { compareSides } = await import("../analysis/comparison.ts");
  const { optionsOf } = await import("../analysis/options.ts");
  const [own, ...others] = sides.map(({ rules }) => optionsOf(rules));
  assertThat(own !== undefined, "internal", () => "a comparison of nothing");
  const asked = margin === undefined ? own.margin : decimal("--margin", margin);
  assertThat(asked > 0 && asked < 1, "usage", () => `--margin is not usable; above 0, below 1: ${asked}`);
  const stopped = [own, ...others].find(({ untilDecided }) => untilDecided !== undefined);
  return compareSides(sides, { ...own, ...stopped, margin: asked });
}

/** Within 80 columns: letters stand for the sides, since names may be long. */
export function comparisonText({ rows, cautions }: Finding): string {
  const names = [...new Set(rows.flatMap(({ group }) => [group.model, group.against ?? group.model]))].map(
    String,
  );
  const letter = (name: unknown): string => letterOf(names.indexOf(String(name)));
  const tasks = [...new Set(rows.map(({ group }) => String(group.task)))];
  const blocks = tasks.map((task) => {
    const own = rows.filter(({ group }) => group.task === task);
    const ranked = own.filter(({ name }) => name === "rank");
    const differences = own.filter(({ name }) => name !== "rank");
    return [
      `${plainLine(task, 60)}`,
      textTable([
        ["", "recall", "interval", "n", "unscored", "rank"],
        ...ranked.map((row) => [letter(row.group.model), ...numbers(row, ""), row.unscored, ranksOf(row)]),
      ]),
      textTable([
        ["", "depth", "points", "interval", "n", "p (Holm)", ""],
        ...differences.map((row) => [
          `${letter(row.group.model)} - ${letter(row.group.against)}`,
          row.group.depth === undefined ? "all" : String(row.group.depth),
          ...numbers(row, "+"),
          chanceCell(row.estimate?.p),
          row.verdict ?? "",
        ]),
      ]),
      ...differences.filter(({ name }) => name === "difference").map((row) => wrap(row.sentence ?? "")),
    ].join("\n\n");
  });
  const simulated = new Set(rows.flatMap(({ group }) => (group.simulated ? [group.model] : [])));
  const mark = (name: string): string => (simulated.has(name) ? " (simulated)" : "");
  const legend = names.map((name, i) => `${letterOf(i)}  ${plainLine(name, 64)}${mark(name)}`).join("\n");
  const notes = cautions.map((text) => wrap(`Note: ${text}`)).join("\n");
  return [legend, ...blocks, notes].filter((block) => block !== "").join("\n\n");
}

function wrap(text: string): string {
  return wrapText(plainLine(text), 80).join("\n");
}

/** A to Z, then AA. */
function letterOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : letterOf(Math.floor(index / 26) - 1) + last;
}

/** Points with their interval, and n. */
function numbers({ estimate }: Row, plus: string): [string, string, string] {
  if (estimate === undefined) return ["none", "", "0"];
  const signed = (share: number): string => {
    const text = decimals(share * 100, 1);
    return Number(text) > 0 ? `${plus}${text}` : text;
  };
  return [signed(estimate.value), `${signed(estimate.low)} to ${signed(estimate.high)}`, String(estimate.n)];
}

function ranksOf({ group: { rankLow, rankHigh } }: Row): string {
  return rankLow === rankHigh ? String(rankLow) : `${rankLow} to ${rankHigh}`;
}
