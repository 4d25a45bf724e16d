/**
 * npx tsx test/bench/until-decided.ts [runs] [cap ...]: how often a run that stops by its results is wrong, how often
 * it is decided, and what it saves. The method is in test/bench/README.md.
 */
import Table from "cli-table3";
import { defaultAnalysisOptions } from "../../src/analysis/index.ts";
import { middleGap } from "../../src/analysis/middle-gap.ts";
import { detectableGap } from "../../src/stats/detectable-gap.ts";
import { simulateTrials, type Truth } from "../simulate.ts";
import { type StoppingTruth, stopOf, stoppingTruths } from "../stopping.ts";

/** As the plan command assumes: recall 0.9, an 11-point sweep with four depths at the edges and three between. */
const DEVIATION = Math.sqrt(0.9 * 0.1 * (1 / 4 + 1 / 3));
const GAP = 0.15;
/** The depths that lie in a zone: the others bear on no verdict but by a hole. */
const depths = [0, 0.1, 0.4, 0.5, 0.6, 0.9, 1];
/** Fewer draws than in use, for time; only the verdicts of a fixed n draw any. */
const options = { ...defaultAnalysisOptions, bootstrapDraws: 500 };
/** Above it a fixed n of the same power is not looked for. */
const MOST_FIXED = 400;

const [runs = 500, ...caps] = process.argv.slice(2).map(Number);
const fixed = smallest((n) => detectableGap({ n, deviation: DEVIATION }) <= GAP);
for (const cap of caps.length > 0 ? caps : [100]) {
  const head = [
    "truth",
    "wrong",
    "right",
    "documents: median (10 to 90 %)",
    `saved, of ${fixed}`,
    `fixed ${fixed}: right`,
    `fixed ${fixed}: wrong`,
    "fixed n as often right",
    "saved of it",
  ];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const one of stoppingTruths) table.push(rowOf(one, cap));
  console.log(`${runs} runs a truth, cap ${cap} documents, error 5 %\n${table.toString()}`);
}

function rowOf({ name, truth, right }: StoppingTruth, cap: number): string[] {
  const isRight = (verdict: string): boolean => (right as readonly string[]).includes(verdict);
  const isWrong = (verdict: string): boolean => verdict !== "inconclusive" && !isRight(verdict);
  const stops = times(runs, (run) =>
    stopOf(simulateTrials({ ...truth, depths, documents: cap, seed: `${name}/${run}` }), cap, {
      error: 0.05,
      margin: 0.1,
    }),
  );
  const sizes = stops.map(({ documents }) => documents).sort((a, b) => a - b);
  const at = (share: number): number => sizes[Math.floor(share * (sizes.length - 1))] ?? Number.NaN;
  const power = shareOf(stops, ({ verdict }) => isRight(verdict));
  const verdicts = fixedVerdicts(name, truth, fixed, runs);
  // 200 runs each: a rough figure is enough for a ratio.
  const same =
    power < 0.05
      ? undefined
      : smallest((n) => shareOf(fixedVerdicts(name, truth, n, 200), isRight) >= Math.min(power, 0.99));
  return [
    name,
    percent(shareOf(stops, ({ verdict }) => isWrong(verdict))),
    percent(power),
    `${at(0.5)} (${at(0.1)} to ${at(0.9)})`,
    saved(at(0.5), fixed),
    percent(shareOf(verdicts, isRight)),
    percent(shareOf(verdicts, isWrong)),
    same === undefined ? "-" : same >= MOST_FIXED ? `above ${MOST_FIXED}` : String(same),
    same === undefined || same >= MOST_FIXED ? "-" : saved(at(0.5), same),
  ];
}

function fixedVerdicts(name: string, truth: Truth, documents: number, count: number): string[] {
  return times(count, (run) => {
    const trials = simulateTrials({ ...truth, depths, documents, seed: `${name}/${run}` });
    return middleGap.run(trials, options).rows.find((row) => row.name === "verdict")?.verdict ?? "";
  });
}

/** The smallest n up to MOST_FIXED of which this holds, where it holds of all above; MOST_FIXED where of none. */
function smallest(holds: (n: number) => boolean): number {
  let [low, high] = [1, MOST_FIXED];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function times<T>(count: number, make: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

function shareOf<T>(items: readonly T[], holds: (item: T) => boolean): number {
  return items.filter(holds).length / items.length;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

function saved(documents: number, of: number): string {
  return `${Math.round(100 * (1 - documents / of))} %`;
}
