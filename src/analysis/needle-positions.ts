import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { chance, percent } from "../number-words.ts";
import type { Trial } from "../record.ts";
import { recordCautions } from "./cautions.ts";
import { chosen } from "./chosen.ts";
import { clusteredShare } from "./clustered-share.ts";
import { bySeries, type Entry, gathered, overLengths, type Pooled, partsOf } from "./gathered.ts";
import { partsTest } from "./parts-test.ts";
import type { TrialKind } from "./trial-kind.ts";
import { alphaOf } from "./verdict.ts";

/** Bins of depth: tenths of the context. */
const BINS = 10;

/**
 * Where several needles stand in one context: rows "needle recall", one a (model, task, tenth of the context), how
 * often the needles that came to stand there were given back, documents as clusters; `depth` is the middle of the
 * tenth. Row "needle position", one a (model, task): whether that depends on where they stood (its p; documents are
 * compared with themselves at one length).
 */
export const needlePositions: Analysis = {
  name: "needle-positions",
  question: "Of several facts in one context, which are given back, by where each stands?",
  run: (trials, options) => ({
    name: needlePositions.name,
    question: needlePositions.question,
    rows: bySeries(gathered(chosen(trials, isOfSeveral), needlesOf)).flatMap((series) =>
      rowsOf(overLengths(series), options),
    ),
    cautions: recordCautions(trials, options),
  }),
};

function isOfSeveral({ actual }: TrialKind): boolean {
  return actual.goldDepths.length > 1;
}

/** Nothing where it is not known which needle stood where. */
function* needlesOf({ status, score, actual, cell }: Trial): Generator<Entry> {
  const { goldDepths, depthUnknown } = actual;
  if (goldDepths.length < 2 || depthUnknown) return;
  const found = status === "scored" ? score?.found : undefined;
  if (found !== undefined && found.length !== goldDepths.length) return;
  for (const [i, depth] of goldDepths.entries()) {
    const bin = Math.min(BINS - 1, Math.floor(depth * BINS + 1e-9));
    yield {
      group: { depth: (bin + 0.5) / BINS, length: cell.contextLength },
      value: found === undefined ? undefined : Number(found[i]),
    };
  }
}

function rowsOf(series: readonly Pooled[], options: AnalysisOptions): Row[] {
  const rows = series.map(({ group, parts, unscored }): Row => {
    const estimate = clusteredShare(parts, false, options);
    return { group, name: "needle recall", ...(estimate && { estimate }), unscored };
  });
  const { depth: _, ...group } = series[0]?.group ?? {};
  const unscored = series.reduce((sum, one) => sum + one.unscored, 0);
  const measured = rows.filter(({ estimate }) => estimate !== undefined);
  const [head, ...rest] = measured;
  const bare = { group, name: "needle position", unscored };
  if (head?.estimate === undefined || rest.length === 0)
    return [
      ...rows,
      {
        ...bare,
        verdict: "not tested",
        sentence:
          "All needles stood in one tenth of the context, or none was scored; nothing can be said about position.",
      },
    ];
  const lowest = rest.reduce(
    (low, row) => ((row.estimate?.value ?? 1) < (low.estimate?.value ?? 1) ? row : low),
    head,
  );
  const all = clusteredShare(partsOf(series), false, options);
  const p = partsTest(series, options);
  const depends = p <= alphaOf(options);
  const sentence = `${depends ? "Which needles are given back depends on where they stand" : "No tenth of the context is shown to differ from the others"} (${chance(p)}): the lowest is ${percent(lowest.estimate?.value ?? 0)} around depth ${lowest.group.depth}.`;
  const verdict = depends ? "depends on position" : "not shown to depend on position";
  return [
    ...rows,
    {
      ...bare,
      ...(all && {
        estimate: {
          ...all,
          p,
          method: `${all.method}; p: permutation within documents, each length by itself`,
        },
      }),
      verdict,
      sentence,
    },
  ];
}
