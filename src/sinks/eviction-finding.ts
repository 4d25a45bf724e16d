import type { Estimate, Finding, Row } from "../findings.ts";
import { percent, signedDecimals } from "../number-words.ts";
import { createRng } from "../random.ts";
import { average } from "../stats/average.ts";
import { wilson } from "../stats/wilson.ts";
import { bareMean, meanOverPrompts } from "./mean-over-prompts.ts";

/** What one cache policy came to, on the same streams and documents as the others. */
export interface Evicted {
  readonly model: string;
  readonly cache: string;
  /** Loss of each token in nats, one row a stream; the same streams for every policy. */
  readonly losses: readonly Float64Array[];
  /** One a scored trial; absent = whether the fact was kept does not follow from where it stands. */
  readonly recalls: readonly KeptRecall[];
}

export interface KeptRecall {
  /** Document. */
  readonly seed: number;
  readonly recall: number;
  readonly kept?: boolean;
}

export interface EvictionOptions {
  readonly seed: number;
  readonly level: number;
  readonly draws: number;
  /** Tokens of which a loss is averaged. */
  readonly bucket: number;
  /** Tokens that every bounded cache holds: nothing is evicted before. */
  readonly budget: number;
  /** Nats above the dense cache from which a loss counts as collapsed. */
  readonly collapse: number;
}

const NAME = "cache-eviction";
const INSIDE = "recall of facts inside what is kept";
const OUTSIDE = "recall of facts outside it";

/** Recall and loss of every policy beside the dense cache of the same model. */
export function evictionFinding(all: readonly Evicted[], options: EvictionOptions): Finding {
  return {
    name: NAME,
    question: "What does a cut cache lose: the running text, or the facts?",
    rows: [...new Set(all.map(({ model }) => model))].flatMap((model) => {
      const own = all.filter((one) => one.model === model);
      const dense = own.find(({ cache }) => cache === "dense");
      const rows = own.flatMap((one) => rowsOf(one, dense, options));
      return [...overall(model, rows), ...rows];
    }),
    cautions: [],
  };
}

function rowsOf(one: Evicted, dense: Evicted | undefined, options: EvictionOptions): readonly Row[] {
  const { model, cache, recalls } = one;
  const group = { model, cache };
  const rng = createRng(options.seed).fork(NAME).fork(`${model} ${cache}`);
  const mean = (name: string, values: readonly number[]): Estimate =>
    meanOverPrompts(values, { level: options.level, draws: options.draws, rng: rng.fork(name) }) ??
    bareMean(values);
  const excess = dense === undefined || dense === one ? undefined : excessOf(one, dense, options, mean);
  const rows: Row[] = [];
  const recallRow = (name: string, own: readonly KeptRecall[]): void => {
    if (own.length > 0) rows.push({ group, name, estimate: recallOf(own, name, mean), unscored: 0 });
  };
  recallRow(
    INSIDE,
    recalls.filter(({ kept }) => kept === true),
  );
  recallRow(
    OUTSIDE,
    recalls.filter(({ kept }) => kept === false),
  );
  recallRow("recall of all facts", recalls);
  const late = one.losses.map((losses) => average(losses.subarray(options.budget)));
  rows.push({
    group,
    name: "loss of a token behind the budget",
    unit: "nats",
    estimate: mean("late", late),
    unscored: 0,
  });
  if (excess !== undefined) {
    const { late: over, onset } = excess;
    rows.push({ group, name: "loss above the dense cache", unit: "nats", estimate: over, unscored: 0 });
    const verdict =
      onset !== undefined ? "collapses" : over.low > 0 ? "worse than dense" : "not shown to be worse";
    rows.push({
      group,
      name: "onset",
      ...(onset === undefined
        ? {}
        : { estimate: { ...bareMean([onset]), n: one.losses.length }, unit: "tokens" }),
      unscored: 0,
      verdict,
      sentence: sentenceOf(cache, over, onset, rows),
    });
  }
  return rows;
}

/** What all cut caches of a model come to, where there are several. */
function overall(model: string, rows: readonly Row[]): readonly Row[] {
  const judged = rows.filter(({ name }) => name === "onset");
  if (judged.length < 2) return [];
  const are = (verdict: string): readonly Row[] => judged.filter((row) => row.verdict === verdict);
  const [collapsed, worse, others] = [
    are("collapses"),
    are("worse than dense"),
    are("not shown to be worse"),
  ];
  const which = collapsed.map(({ group }) => group.cache).join(", ");
  const between = (name: string): string | undefined => {
    const shares = rows.flatMap((row) => (row.name === name ? [row.estimate?.value ?? 0] : []));
    if (shares.length === 0) return undefined;
    const [low, high] = [percent(Math.min(...shares)), percent(Math.max(...shares))];
    return low === high ? low : `${low} to ${high}`;
  };
  const [inside, outside] = [between(INSIDE), between(OUTSIDE)];
  const recalled = [
    ...(inside === undefined ? [] : [`Of facts inside what a cache keeps, ${inside} are recalled`]),
    ...(outside === undefined ? [] : [`of those outside it ${outside}`]),
  ];
  const areOf = ({ length }: readonly Row[]): string => (length === 1 ? "1 is" : `${length || "none"} are`);
  const n = Math.min(...rows.flatMap(({ estimate }) => (estimate === undefined ? [] : [estimate.n])));
  return [
    {
      group: { model },
      name: "all cut caches",
      unscored: 0,
      verdict: `${collapsed.length === 0 ? "none" : collapsed.length} of ${judged.length} collapse${collapsed.length < 2 ? "s" : ""}`,
      sentence: `Running text: ${which === "" ? "no cut cache collapses" : `what collapses is ${which}`}; of the others ${areOf(worse)} worse than the dense cache, ${areOf(others)} not shown to be.${recalled.length === 0 ? "" : ` ${recalled.join(", ")}.`} n = ${n} streams or documents at least.`,
    },
  ];
}

function sentenceOf(cache: string, over: Estimate, onset: number | undefined, rows: readonly Row[]): string {
  const nats = (value: number): string => signedDecimals(value, 2);
  const share = (name: string): string => {
    const e = rows.find((row) => row.name === name)?.estimate;
    return e === undefined
      ? ""
      : `${percent(e.value)} (${Math.round(100 * e.low)} to ${Math.round(100 * e.high)})`;
  };
  const [inside, outside] = [share(INSIDE), share(OUTSIDE)];
  const recalled =
    inside === ""
      ? `${share("recall of all facts")} of facts are recalled`
      : `${inside} of kept facts are recalled${outside === "" ? "" : `, ${outside} of others`}`;
  const when = onset === undefined ? "" : `, from token ${onset} on`;
  return `${cache}: ${nats(over.value)} nats a token above the dense cache${when} (${nats(over.low)} to ${nats(over.high)}, n = ${over.n} streams); ${recalled}.`;
}

function excessOf(
  one: Evicted,
  dense: Evicted,
  { bucket, budget, collapse }: EvictionOptions,
  mean: (name: string, values: readonly number[]) => Estimate,
): { readonly late: Estimate; readonly onset: number | undefined } {
  const above = one.losses.map((losses, i) =>
    losses.map((loss, at) => loss - (dense.losses[i]?.[at] ?? Number.NaN)),
  );
  const tokens = Math.min(...above.map(({ length }) => length));
  const starts = Array.from(
    { length: Math.floor((tokens - budget) / bucket) },
    (_, i) => budget + i * bucket,
  );
  const broken = starts.map((start) => {
    const e = mean(
      `bucket ${start}`,
      above.map((own) => average(own.subarray(start, start + bucket))),
    );
    return e.low > collapse;
  });
  // Once and for all: a bucket that is bad by itself is a hard passage, not a collapse.
  const last = broken.lastIndexOf(false);
  const onset = last === broken.length - 1 ? undefined : starts[last + 1];
  return {
    late: mean(
      "excess",
      above.map((own) => average(own.subarray(budget))),
    ),
    onset,
  };
}

/** Mean over documents; where all are alike there is nothing to draw from, and Wilson's interval of n documents stands. */
function recallOf(
  recalls: readonly KeptRecall[],
  name: string,
  mean: (name: string, values: readonly number[]) => Estimate,
): Estimate {
  const bySeed = new Map<number, number[]>();
  for (const { seed, recall } of recalls) bySeed.set(seed, [...(bySeed.get(seed) ?? []), recall]);
  const values = [...bySeed.values()].map(average);
  if (new Set(values).size > 1) return mean(name, values);
  const value = values[0] ?? 0;
  const n = values.length;
  return { value, ...wilson(Math.round(value * n), n), n, method: "Wilson 95 % over documents" };
}
