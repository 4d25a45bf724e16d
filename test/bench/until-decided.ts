/**
 * npx tsx test/bench/until-decided.ts [runs] [cap ...]: how often a run that stops by its results is wrong, how often
 * it is decided before its cap, and what it saves. The method is in test/bench/README.md.
 */
import Table from "cli-table3";
import { defaultAnalysisOptions } from "../../src/analysis/index.ts";
import { middleGap } from "../../src/analysis/middle-gap.ts";
import { detectableGap } from "../../src/stats/detectable-gap.ts";
import { simulateTrials } from "../simulate.ts";
import { type StoppingTruth, stopOf, stoppingTruths } from "../stopping.ts";

/** As the plan command assumes: recall 0.9, an 11-point sweep with four depths at the edges and three between. */
const DEVIATION = Math.sqrt(0.9 * 0.1 * (1 / 4 + 1 / 3));
const GAP = 0.15;
const depths = [0, 0.1, 0.4, 0.5, 0.6, 0.9, 1];
/** Fewer draws than in use, for time; only the fixed verdict draws any, and the rare test for a hole. */
const options = { ...defaultAnalysisOptions, bootstrapDraws: 500 };

const [runs = 500, ...caps] = process.argv.slice(2).map(Number);
const fixed = fixedDocuments();
for (const cap of caps.length > 0 ? caps : [fixed, 200]) {
  const head = [
    "truth",
    "wrong",
    "decided",
    "documents (10/50/90 %)",
    `saved, against ${fixed}`,
    `fixed ${fixed}: right`,
    "wrong",
  ];
  const table = new Table({ head: head, style: { head: [], border: [] } });
  for (const truth of stoppingTruths) table.push(rowOf(truth, cap));
  console.log(`${runs} runs a truth, cap ${cap} documents, error 5 %\n${table.toString()}`);
}

function rowOf({ name, truth, right }: StoppingTruth, cap: number): string[] {
  const stops = Array.from({ length: runs }, (_, run) =>
    stopOf(simulateTrials({ ...truth, depths, documents: cap, seed: `${name}/${run}` }), cap, {
      error: 0.05,
      margin: 0.1,
    }),
  );
  const fixedVerdicts = Array.from({ length: runs }, (_, run) => {
    const trials = simulateTrials({ ...truth, depths, documents: fixed, seed: `${name}/${run}` });
    return middleGap.run(trials, options).rows.find((row) => row.name === "verdict")?.verdict ?? "";
  });
  const sizes = stops.map(({ documents }) => documents).sort((a, b) => a - b);
  const at = (share: number): number => sizes[Math.floor(share * (sizes.length - 1))] ?? Number.NaN;
  const wrong = (verdict: string): boolean =>
    verdict !== "inconclusive" && !(right as readonly string[]).includes(verdict);
  const share = (count: number): string => `${((100 * count) / runs).toFixed(1)} %`;
  return [
    name,
    share(stops.filter(({ verdict }) => wrong(verdict)).length),
    share(stops.filter(({ verdict }) => verdict !== "inconclusive").length),
    `${at(0.1)} / ${at(0.5)} / ${at(0.9)}`,
    `${Math.round(100 * (1 - at(0.5) / fixed))} %`,
    share(fixedVerdicts.filter((verdict) => (right as readonly string[]).includes(verdict)).length),
    share(fixedVerdicts.filter(wrong).length),
  ];
}

/** The smallest n that finds the gap in four of five runs. */
function fixedDocuments(): number {
  let n = 1;
  while (detectableGap({ n, deviation: DEVIATION }) > GAP) n++;
  return n;
}
