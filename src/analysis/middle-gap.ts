import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { holm } from "../stats/holm.ts";
import { recordCautions } from "./cautions.ts";
import { contrast } from "./contrast.ts";
import { worstDepth } from "./depth-test.ts";
import { contextArm, groupBy, groupOf, unscoredOf } from "./group.ts";
import { recallOf } from "./recall.ts";
import { type Tally, tally } from "./tally.ts";
import { decide } from "./verdict.ts";
import { isAtFloor, verdictSentence } from "./verdict-sentence.ts";
import { tokens } from "./wording.ts";
import { type Zone, zoneOf, zonesByDocument } from "./zones.ts";

/**
 * Per (model, task, length), rows "edge recall", "middle recall", "middle gap" (edge - middle), "primacy" (first -
 * middle), "recency" (last - middle), "verdict". Lengths are never pooled: a length beyond a model's range would
 * pull the others with it. The Holm family is the two contrasts of one group; groups are claims of their own.
 */
export const middleGap: Analysis = {
  name: "middle-gap",
  question: "Is recall lower in the middle of the context than at its edges?",
  run: (trials, options) => {
    const tallies = tally(trials);
    const cautions = recordCautions(trials);
    const rows = groupBy(contextArm(tallies), ["model", "task", "length"]).flatMap((cells) => {
      const closedBook = recallOf(
        tallies.filter(
          (one) => one.arm === "closed-book" && one.model === cells[0]?.model && one.task === cells[0]?.task,
        ),
        options,
      )?.value;
      const { rows: own, caution } = rowsOf(cells, closedBook, options);
      if (caution !== undefined) cautions.push(caution);
      return own;
    });
    return { name: middleGap.name, question: middleGap.question, rows, cautions };
  },
};

function rowsOf(
  cells: readonly Tally[],
  closedBook: number | undefined,
  options: AnalysisOptions,
): { rows: Row[]; caution?: string } {
  const group = groupOf(cells, ["model", "task", "length"]);
  const length = cells[0]?.length ?? 0;
  const within = (...zones: Zone[]): Tally[] =>
    cells.filter((one) => zones.includes(zoneOf(one.depth, options) as Zone));
  const recall = (...zones: Zone[]) => recallOf(within(...zones), options);
  const row = (name: string, zones: Zone[], rest: Partial<Row>): Row => ({
    group,
    name,
    unscored: unscoredOf(within(...zones)),
    ...rest,
  });
  const documents = zonesByDocument(cells, options);
  const settings = { ...options, fractional: cells.some((one) => one.fractional) };
  const gap = contrast(documents, ["first", "last"], ["middle"], settings);
  const primacy = contrast(documents, ["first"], ["middle"], settings);
  const recency = contrast(documents, ["last"], ["middle"], settings);
  const ends = contrast(documents, ["first"], ["last"], settings);
  const adjusted = holm([primacy, recency].flatMap((one) => (one ? [one.p] : [])));
  const edge = recall("first", "last");
  const middle = recall("middle");
  const rows = [
    row("edge recall", ["first", "last"], edge ? { estimate: edge } : {}),
    row("middle recall", ["middle"], middle ? { estimate: middle } : {}),
  ];
  if (gap) rows.push(row("middle gap", ["first", "middle", "last"], { estimate: gap.estimate }));
  for (const [name, one, zone] of [
    ["primacy", primacy, "first"],
    ["recency", recency, "last"],
  ] as const) {
    if (one === undefined) continue;
    const p = (name === "primacy" ? adjusted[0] : adjusted.at(-1)) ?? one.p;
    const method = `${one.estimate.method}; p: ${one.test}, Holm over ${adjusted.length}`;
    rows.push(row(name, [zone, "middle"], { estimate: { ...one.estimate, method, p } }));
  }
  const verdictRow = (rest: Partial<Row>): Row => ({
    group,
    name: "verdict",
    unscored: unscoredOf(cells),
    ...rest,
  });
  const first = recall("first");
  const last = recall("last");
  const overall = recallOf(cells, options);
  const worst = worstDepth(cells, options);
  if (!(gap && primacy && recency && ends && first && last && edge && middle && overall && worst)) {
    const lacking = missingZones(cells, options);
    const sentence = `Inconclusive at ${tokens(length)}: no scored trial ${lacking}, so edges and middle cannot be compared.`;
    rows.push(verdictRow({ verdict: "inconclusive", sentence }));
    return {
      rows,
      caution: `${group.model}, ${group.task} at ${tokens(length)}: no scored trial ${lacking}.`,
    };
  }
  const evidence = {
    primacy: { ...primacy, adjusted: adjusted[0] ?? 1 },
    recency: { ...recency, adjusted: adjusted[1] ?? 1 },
    ends,
    worst,
    overall: overall.value,
  };
  const told = {
    length,
    first: first.value,
    middle: middle.value,
    last: last.value,
    edge: edge.value,
    gap,
    ...(closedBook === undefined ? {} : { closedBook }),
  };
  const verdict = decide(evidence, options);
  rows.push(verdictRow({ verdict, sentence: verdictSentence(verdict, told, evidence, options) }));
  const atFloor = isAtFloor(evidence, told, options);
  return atFloor
    ? {
        rows,
        caution: `${group.model}, ${group.task} at ${tokens(length)}: recall is at the floor; no effect of position can show there.`,
      }
    : { rows };
}

function missingZones(cells: readonly Tally[], options: AnalysisOptions): string {
  const names = {
    first: `at the start (depth <= ${options.edge[0]})`,
    middle: `in the middle (depth ${options.middle[0]} to ${options.middle[1]})`,
    last: `at the end (depth >= ${options.edge[1]})`,
  };
  const seen = new Set(cells.filter((one) => one.scored > 0).map((one) => zoneOf(one.depth, options)));
  const missing = (["first", "middle", "last"] as const).filter((zone) => !seen.has(zone));
  return missing.length > 0
    ? missing.map((zone) => names[zone]).join(", nor ")
    : "of one document in all three zones";
}
