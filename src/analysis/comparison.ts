import type { AnalysisOptions, Finding, Row } from "../findings.ts";
import { grouped, percent } from "../number-words.ts";
import { recordCautions } from "./cautions.ts";
import { type CommonCell, commonCells, type Pairing, type Side } from "./common-cells.ts";
import { doubtsOf } from "./doubts.ts";
import { DISTRUSTED, OF_SCORED } from "./loss-by-depth.ts";
import { notCommon } from "./not-common.ts";
import {
  claimSentence,
  estimateOf,
  isScored,
  type Match,
  type PairedClaim,
  pairedClaims,
} from "./paired-claims.ts";
import { rankRows } from "./rank-rows.ts";
import { tokens } from "./wording.ts";

/** Share of common questions without a score on some side, above which a comparison is said to be damaged. */
const MOST_LOST = 0.05;

/**
 * Two or more runs or models on the questions that all were asked, paired by (task and its version, length, depth,
 * seed, factors, haystack, needles) and clustered by document. Rows, one task after the other: "rank" (one a side: its
 * recall there), "difference" (one a pair of sides, all lengths and depths), "difference at depth" (one a pair and
 * asked depth, all lengths). Holm over all rows "difference", and over all rows "difference at depth".
 * A question that some side did not score is in no number; where depth decided which, the verdict is "not to be trusted".
 *
 * @example
 * ```ts
 * const finding = compareSides([{ name: "before", trials }, { name: "after", trials: later }], defaultAnalysisOptions);
 * ```
 */
export function compareSides(sides: readonly Side[], options: AnalysisOptions): Finding {
  const pairing = commonCells(sides);
  const names = sides.map(({ name }) => name);
  const tasks = groups(pairing.cells, ({ task }) => task);
  const overall = pairedClaims(matches(sides, tasks), options);
  const depths = tasks.flatMap((cells) =>
    groups(
      cells.filter(({ depth }) => !Number.isNaN(depth)),
      ({ depth }) => depth,
    ),
  );
  // With one depth only, the claim is the overall one.
  const severalDepths = new Set(pairing.cells.map(({ depth }) => depth)).size > 1;
  const atDepth = severalDepths ? pairedClaims(matches(sides, depths), options) : [];
  const doubts = doubtsOf(sides, options);
  const rowOf = (name: string, where: (cells: readonly CommonCell[]) => string) => (claim: PairedClaim) => {
    const { first, second, cells } = claim;
    const why = doubts([first, second], cells[0]?.task ?? "", lengthsOf(cells));
    return claimRow(name, claim, sides, claimSentence(claim, names, where(cells), options), why);
  };
  const rows = [
    ...rankRows(sides, tasks, overall, options),
    ...overall.map(rowOf("difference", (cells) => `on ${placeOf(cells)}`)),
    ...atDepth.map(
      rowOf("difference at depth", (cells) => `at depth ${cells[0]?.depth} of ${placeOf(cells)}`),
    ),
  ];
  return {
    name: "comparison",
    question: "Which recalls more of the same facts at the same places?",
    rows: rows.sort((a, b) => order(a, tasks) - order(b, tasks)),
    cautions: cautionsOf(sides, pairing, options),
  };
}

function matches(sides: readonly Side[], groups: readonly (readonly CommonCell[])[]): Match[] {
  return groups.flatMap((cells) =>
    sides.flatMap((_, first) =>
      sides.slice(first + 1).map((_, rest) => ({ first, second: first + 1 + rest, cells })),
    ),
  );
}

function groups<K>(cells: readonly CommonCell[], keyOf: (cell: CommonCell) => K): CommonCell[][] {
  const found = new Map<K, CommonCell[]>();
  for (const cell of cells) {
    const group = found.get(keyOf(cell));
    if (group) group.push(cell);
    else found.set(keyOf(cell), [cell]);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, group]) => group);
}

/** @param why it is not to be trusted; empty where nothing speaks against it */
function claimRow(
  name: string,
  claim: PairedClaim,
  sides: readonly Side[],
  sentence: string,
  why: readonly string[],
): Row {
  const { cells, first, second, verdict } = claim;
  const [head] = cells;
  const lengths = lengthsOf(cells);
  return {
    group: {
      model: sides[first]?.name ?? "",
      against: sides[second]?.name ?? "",
      task: head?.task ?? "",
      length: lengths.length === 1 ? (head?.length ?? 0) : "all",
      ...(name === "difference" ? {} : { depth: head?.depth ?? 0 }),
      ...(isSimulated(sides[first]) && isSimulated(sides[second]) ? { simulated: true } : {}),
    },
    name,
    estimate: estimateOf(claim),
    unscored: cells.filter((cell) => !isScored(cell)).length,
    verdict: why.length > 0 ? DISTRUSTED : verdict,
    sentence: why.length > 0 ? `${why.join(" ")} ${OF_SCORED} ${sentence}` : sentence,
  };
}

function lengthsOf(cells: readonly CommonCell[]): readonly number[] {
  return [...new Set(cells.map(({ length }) => length))];
}

function placeOf(cells: readonly CommonCell[]): string {
  const lengths = lengthsOf(cells);
  return `${cells[0]?.task}, ${lengths.length === 1 ? tokens(lengths[0] ?? 0) : `${lengths.length} lengths`}`;
}

function order({ group }: Row, tasks: readonly (readonly CommonCell[])[]): number {
  return tasks.findIndex(([head]) => head?.task === group.task);
}

function isSimulated(side: Side | undefined): boolean {
  return side?.trials.some(({ simulated }) => simulated) ?? false;
}

function cautionsOf(sides: readonly Side[], pairing: Pairing, options: AnalysisOptions): string[] {
  const { cells } = pairing;
  const lost = cells.filter((cell) => !isScored(cell)).length;
  return [
    ...(cells.length === 0 ? ["No question is common to all: nothing can be compared."] : []),
    ...(lost > MOST_LOST * cells.length
      ? [
          `${grouped(lost)} of ${grouped(cells.length)} common questions (${percent(lost / cells.length)}) were not scored by every one and are in no number; if they are the hard ones of one, it is flattered.`,
        ]
      : []),
    ...notCommon(sides, pairing),
    // Each side's own trials under the name it has here: two runs of one model are two.
    ...recordCautions(
      sides.flatMap(({ name, trials }) => trials.map((trial) => ({ ...trial, model: name }))),
      options,
    ),
  ];
}
