import type { Analysis, AnalysisOptions, Estimate, Row } from "../findings.ts";
import { percent } from "../number-words.ts";
import type { Trial } from "../record.ts";
import { holmOver } from "../stats/holm-over.ts";
import { ORDER_PREFIX } from "./order-task.ts";
import { byPlace } from "./orders-named.ts";
import {
  type OrderComparison,
  type OrderResult,
  type Recommendation,
  recommendOrder,
} from "./recommend-order.ts";

/** Difference within which orders count as equal. */
export const ORDER_MARGIN = 0.03;

interface Group {
  readonly model: string;
  readonly chunks: number;
  readonly simulated: boolean;
  /** By order, then by question: right or wrong, undefined where it was not scored. */
  readonly asked: Map<string, Map<string, boolean | undefined>>;
}

/**
 * Per (model, number of chunks): rows "accuracy" and "difference to rank", one an order, and one row "recommendation".
 * Paired by question; a question that some order did not score is in no number. Nothing where no order was asked.
 */
export const orderFinding: Analysis = {
  name: "chunk-orders",
  question: "In which order should retrieved chunks go into the prompt?",
  run: (trials, options) => ({
    name: orderFinding.name,
    question: orderFinding.question,
    rows: groupsOf(trials).flatMap((group) => rowsOf(group, options)),
    cautions: [],
  }),
};

function groupsOf(trials: Iterable<Trial>): Group[] {
  const groups = new Map<string, Group>();
  for (const { model, task, cell, haystack, status, score, simulated } of trials) {
    if (!task.startsWith(ORDER_PREFIX) || (cell.factors.arm ?? "context") !== "context") continue;
    const chunks = Number(cell.factors.chunks ?? 0);
    const key = JSON.stringify([model, chunks]);
    const group = groups.get(key) ?? { model, chunks, simulated: simulated ?? false, asked: new Map() };
    groups.set(key, group);
    const order = task.slice(ORDER_PREFIX.length);
    const asked = group.asked.get(order) ?? new Map<string, boolean | undefined>();
    group.asked.set(order, asked);
    asked.set(`${haystack}#${cell.seed}`, status === "scored" && score ? score.recall === 1 : undefined);
  }
  return [...groups.values()].sort((a, b) =>
    a.model < b.model ? -1 : a.model > b.model ? 1 : a.chunks - b.chunks,
  );
}

function rowsOf({ model, chunks, simulated, asked }: Group, { level }: AnalysisOptions): Row[] {
  const group = { model, chunks, ...(simulated ? { simulated } : {}) };
  const { results, unscored } = pairedResults(asked);
  const [head] = results;
  if (head === undefined || head.hits.length === 0)
    return [
      {
        group,
        name: "recommendation",
        unscored,
        verdict: "undecided",
        sentence: "No question was scored under every order: nothing can be compared.",
      },
    ];
  const found = recommendOrder(results, { alpha: 1 - level, margin: ORDER_MARGIN });
  const rows = found.orders.flatMap((one): Row[] => {
    const own = { group: { ...group, order: one.order }, unscored };
    const accuracy: Row = { ...own, name: "accuracy", estimate: accuracyOf(one, found) };
    return one.verdict === "compared with" ? [accuracy] : [accuracy, { ...own, ...differenceOf(one, found) }];
  });
  const sentence = sentenceOf(found, chunks, unscored);
  return [
    ...rows,
    {
      group: { ...group, order: found.order },
      name: "recommendation",
      unscored,
      verdict: found.verdict,
      sentence,
    },
  ];
}

/** The orders in the registry's sequence, `rank` first, over the questions that all of them scored. */
function pairedResults(asked: Group["asked"]): {
  readonly results: readonly OrderResult[];
  readonly unscored: number;
} {
  const names = [...asked.keys()].sort(byPlace);
  const questions = [...new Set(names.flatMap((name) => [...(asked.get(name)?.keys() ?? [])]))].sort();
  const common = questions.filter((question) =>
    names.every((name) => asked.get(name)?.get(question) !== undefined),
  );
  return {
    results: names.map((order) => ({
      order,
      hits: common.map((question) => asked.get(order)?.get(question) === true),
    })),
    unscored: questions.length - common.length,
  };
}

function accuracyOf({ accuracy, interval }: OrderComparison, { questions }: Recommendation): Estimate {
  return { value: accuracy, ...interval, n: questions, method: "Wilson 95 %" };
}

function differenceOf(
  { gain, gainInterval, p, verdict }: OrderComparison,
  { questions, orders: all }: Recommendation,
): Pick<Row, "name" | "estimate" | "verdict"> {
  const method = `Newcombe of gains and losses; p: exact McNemar${holmOver(all.length - 1)}`;
  return {
    name: "difference to rank",
    estimate: { value: gain, ...gainInterval, n: questions, method, p },
    verdict,
  };
}

function sentenceOf(
  { order, verdict, orders: all, questions, margin }: Recommendation,
  chunks: number,
  unscored: number,
): string {
  const [first] = all as readonly [OrderComparison];
  const best = all.find((one) => one.order === order) ?? first;
  const left = unscored > 0 ? `, ${unscored} more not scored under every order` : "";
  const where = `${chunks > 0 ? `${chunks} chunks, ` : ""}${questions} questions${left}`;
  if (all.length === 1) return `Only ${first.order} was asked (${where}): ${percent(first.accuracy)} right.`;
  const worse = all.filter((one) => one.verdict === "worse").map((one) => one.order);
  switch (verdict) {
    case "better":
      return `Use ${order} (${where}): ${percent(best.accuracy)} right against ${percent(first.accuracy)} with ${first.order}, a difference of ${Math.round(100 * best.gain)} points (95 % interval ${Math.round(100 * best.gainInterval.low)} to ${Math.round(100 * best.gainInterval.high)}).`;
    case "first":
      return `Keep ${first.order} (${where}): no order is shown to be better, and ${worse.join(", ")} ${worse.length === 1 ? "is" : "are"} worse.`;
    case "equivalent":
      return `No order is better than another here: all are within ${Math.round(100 * margin)} points of ${first.order} (${where}).`;
    case "undecided":
      return `Not decided (${where}): no order is shown to be better than ${first.order}, nor are all shown to be within ${Math.round(100 * margin)} points of it; more questions would tell.`;
  }
}
