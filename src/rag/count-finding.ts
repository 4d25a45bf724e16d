import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { createRng } from "../random.ts";
import type { Trial } from "../record.ts";
import { holm } from "../stats/holm.ts";
import { holmOver } from "../stats/holm-over.ts";
import { wilson } from "../stats/wilson.ts";
import { BEST_COUNT_DRAWS, bestCount } from "./best-count.ts";
import { type CountVerdict, countSentence, countVerdict } from "./count-verdict.ts";
import { ORDER_MARGIN } from "./order-finding.ts";
import { ORDER_PREFIX } from "./order-task.ts";
import { byPlace } from "./orders-named.ts";
import { PAIRED_METHOD, type PairedDifference, pairedDifference, verdictOf } from "./paired-difference.ts";

/** Recall of one order at one number of chunks, question by question. */
interface Point {
  readonly chunks: number;
  readonly hits: readonly boolean[];
  /** Mean of the prompts. */
  readonly tokens: number;
}

/** A number of chunks beside the next smaller one. */
export interface Step extends PairedDifference {
  readonly from: number;
  readonly to: number;
  /** Share of hits at each. */
  readonly shares: readonly [number, number];
  /** After Holm over all steps of the model. */
  readonly adjusted: number;
}

interface Asked {
  readonly hit: boolean | undefined;
  readonly tokens: number;
}

interface Group {
  readonly model: string;
  readonly simulated: boolean;
  /** By order, number of chunks and question. */
  readonly asked: Map<string, Map<number, Map<string, Asked>>>;
}

/**
 * Per (model, order), where two numbers of chunks or more were asked: rows "recall" and "prompt tokens" by number, "difference to fewer"
 * (each number beside the next smaller one, Holm over all of the model's), "best number", and "verdict": `hurts` (from where), `no harm`
 * (every step shown to lose less than the margin), `cannot tell`. Paired: a question that some order or number did not score is in none.
 */
export const countFinding: Analysis = {
  name: "chunk-counts",
  question: "How many retrieved chunks should go into the prompt?",
  run: (trials, options) => ({
    name: countFinding.name,
    question: countFinding.question,
    rows: groupsOf(trials).flatMap((group) => rowsOf(group, options)),
    cautions: [],
  }),
};

function groupsOf(trials: Iterable<Trial>): Group[] {
  const groups = new Map<string, Group>();
  for (const { model, task, cell, haystack, actual, status, score, simulated } of trials) {
    if (!task.startsWith(ORDER_PREFIX) || (cell.factors.arm ?? "context") !== "context") continue;
    const group = groups.get(model) ?? { model, simulated: simulated ?? false, asked: new Map() };
    groups.set(model, group);
    const order = task.slice(ORDER_PREFIX.length);
    const counts = group.asked.get(order) ?? new Map<number, Map<string, Asked>>();
    group.asked.set(order, counts);
    const chunks = Number(cell.factors.chunks ?? 0);
    const questions = counts.get(chunks) ?? new Map<string, Asked>();
    counts.set(chunks, questions);
    const hit = status === "scored" && score ? score.recall === 1 : undefined;
    questions.set(`${haystack}#${cell.seed}`, { hit, tokens: actual.tokens });
  }
  return [...groups.values()].sort((a, b) => (a.model < b.model ? -1 : 1));
}

function rowsOf({ model, simulated, asked }: Group, options: AnalysisOptions): Row[] {
  const orders = [...asked.keys()].sort(byPlace);
  const counts = [...new Set(orders.flatMap((order) => [...(asked.get(order)?.keys() ?? [])]))].sort(
    (a, b) => a - b,
  );
  if (counts.length < 2) return [];
  const cells = orders.flatMap((order) => counts.map((chunks) => asked.get(order)?.get(chunks)));
  const questions = [...new Set(cells.flatMap((cell) => [...(cell?.keys() ?? [])]))].sort();
  const common = questions.filter((question) =>
    cells.every((cell) => cell?.get(question)?.hit !== undefined),
  );
  const unscored = questions.length - common.length;
  const group = { model, ...(simulated ? { simulated } : {}) };
  if (common.length === 0)
    return [
      {
        ...{ group, name: "verdict", unscored, verdict: "cannot tell" },
        sentence: "No question was scored with every number of chunks: nothing can be compared.",
      },
    ];
  const alpha = 1 - options.level;
  const curves = orders.map((order) => ({
    order,
    points: counts.map((chunks) => pointOf(chunks, common, asked.get(order)?.get(chunks))),
  }));
  const found = curves.map(({ points }) => stepsOf(points, alpha));
  const adjusted = holm(found.flat().map(({ p }) => p));
  return curves.flatMap(({ order, points }, i) => {
    const before = found.slice(0, i).flat().length;
    const steps = (found[i] ?? []).map((step, j): Step => ({ ...step, adjusted: adjusted[before + j] ?? 1 }));
    const own = { group: { ...group, order }, unscored };
    const verdict = countVerdict(steps, alpha);
    return [
      ...points.flatMap((point) => pointRows(point, own, options.level)),
      ...steps.map((step) => stepRow(step, own, adjusted.length, alpha)),
      ...verdictRows(points, verdict, own, options),
    ];
  });
}

function pointOf(chunks: number, questions: readonly string[], cell: Map<string, Asked> | undefined): Point {
  const asked = questions.map((question) => cell?.get(question));
  return {
    chunks,
    hits: asked.map((one) => one?.hit === true),
    tokens: asked.reduce((sum, one) => sum + (one?.tokens ?? 0), 0) / questions.length,
  };
}

function stepsOf(points: readonly Point[], alpha: number): readonly Omit<Step, "adjusted">[] {
  return points.slice(1).map((point, i) => {
    const before = points[i] as Point;
    return {
      ...pairedDifference(point.hits, before.hits, { alpha, margin: ORDER_MARGIN }),
      from: before.chunks,
      to: point.chunks,
      shares: [shareOf(before), shareOf(point)],
    };
  });
}

function shareOf({ hits }: Point): number {
  return hits.filter(Boolean).length / hits.length;
}

type Own = Pick<Row, "group" | "unscored">;

function pointRows(point: Point, { group, unscored }: Own, level: number): Row[] {
  const n = point.hits.length;
  const right = point.hits.filter(Boolean).length;
  const own = { group: { ...group, chunks: point.chunks }, unscored };
  const { tokens } = point;
  return [
    {
      ...own,
      name: "recall",
      estimate: { value: right / n, ...wilson(right, n, level), n, method: "Wilson 95 %" },
    },
    {
      ...{ ...own, name: "prompt tokens", unit: "tokens a prompt" },
      estimate: { value: tokens, low: tokens, high: tokens, n, method: "mean, no interval" },
    },
  ];
}

function stepRow(step: Step, { group, unscored }: Own, family: number, alpha: number): Row {
  const { value, low, high, n, adjusted, from, to } = step;
  return {
    group: { ...group, chunks: to, from },
    name: "difference to fewer",
    estimate: { value, low, high, n, method: `${PAIRED_METHOD}${holmOver(family)}`, p: adjusted },
    unscored,
    verdict: verdictOf(step, adjusted, alpha),
  };
}

function verdictRows(
  points: readonly Point[],
  verdict: CountVerdict,
  { group, unscored }: Own,
  { level, seed }: AnalysisOptions,
): Row[] {
  const counts = points.map(({ chunks }) => chunks);
  const rng = createRng(seed).fork("chunk-counts").fork(`${group.model}/${group.order}`);
  const best = bestCount(
    counts,
    points.map(({ hits }) => hits),
    level,
    rng,
  );
  const n = points[0]?.hits.length ?? 0;
  const method = `percentile bootstrap of questions, ${BEST_COUNT_DRAWS.toLocaleString("en")} draws`;
  return [
    { group, name: "best number", estimate: { ...best, n, method }, unit: "chunks", unscored },
    {
      ...{ group, name: "verdict", unscored, verdict: verdict.verdict },
      sentence: countSentence(verdict, { order: String(group.order), counts, best, n, margin: ORDER_MARGIN }),
    },
  ];
}
