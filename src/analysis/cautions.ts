import type { AnalysisOptions } from "../findings.ts";
import { grouped, percent } from "../number-words.ts";
import type { Trial } from "../record.ts";
import { byText } from "./by-text.ts";
import { perKind, type ScannedKind, scan, type TrialRow } from "./scan.ts";

/** A prompt below this share of its asked length is another length; a task may leave room for a long answer. */
const SHORT = 0.7;
/** Share of such prompts above which it is said. */
const MOST_SHORT = 0.1;

/** Share of all depths below which a length is of other places than the rest. */
const FEW_DEPTHS = 2 / 3;

/** Share of unscored trials above which a series is said to be damaged. */
const MOST_UNSCORED = 0.05;

const STOPPED =
  "Documents were added until the verdict was decided: the middle gap, its verdict and their intervals take account of that; every other interval and p is that of a fixed n, and may be a little too narrow.";

interface Series {
  readonly name: string;
  /** Whether a server was asked, which says how many tokens it read. */
  readonly served: boolean;
  readonly factors: Map<string, Set<string>>;
  readonly versions: Set<number>;
  readonly tokenizers: Set<string>;
  readonly depths: Set<number>;
  /** Seeds by haystack. */
  readonly documents: Map<string, Set<number>>;
  /** Depths by length. */
  readonly cells: Map<number, Set<number>>;
  trials: number;
  unscored: number;
  estimated: number;
  unplaced: number;
  /** Built prompts, and of these the ones that are much shorter than asked. */
  built: number;
  short: number;
  /** Answers of a server that did not say how many tokens it read. */
  uncounted: number;
}

const known = new WeakMap<Iterable<Trial>, readonly string[]>();

/** Every finding of one record carries the same lines; of a record that is no list they are found once. */
export function recordCautions(
  trials: Iterable<Trial>,
  options: Pick<AnalysisOptions, "untilDecided"> = {},
): string[] {
  if (Array.isArray(trials)) return cautionsAbout(trials, options);
  const plain = options.untilDecided === undefined;
  const found = (plain ? known.get(trials) : undefined) ?? cautionsAbout(trials, options);
  if (plain) known.set(trials, found);
  return [...found];
}

/**
 * What cannot be claimed from these trials, whatever the question: too little of a kind, or several kinds mixed.
 * Every finding carries these lines, so that none is read without them. With `untilDecided` they say that the
 * finding's intervals are those of a fixed n, which they are in every finding but "middle-gap" and "baselines".
 */
function cautionsAbout(
  trials: Iterable<Trial>,
  { untilDecided }: Pick<AnalysisOptions, "untilDecided">,
): string[] {
  const series = new Map<string, Map<string, Series>>();
  let simulated = 0;
  let all = 0;
  const seriesWith = perKind(trials, (kind) => {
    if ((kind.cell.factors.arm ?? "context") !== "context") return undefined;
    const one = seriesOf(series, kind);
    noteKind(one, kind);
    return one;
  });
  scan(trials, (kind, row) => {
    const one = seriesWith(kind);
    if (one === undefined) return;
    all++;
    if (kind.simulated) simulated++;
    note(one, kind, row);
  });
  if (all === 0) return ["No trial of the context arm: nothing can be said about recall."];
  const lists = [...series.values()]
    .flatMap((tasks) => [...tasks.values()])
    .sort((a, b) => byText(a.name, b.name));
  const tokenizers = new Set(lists.flatMap((one) => [...one.tokenizers]));
  const mixed = lists.some((one) => one.tokenizers.size > 1);
  return [
    ...(untilDecided ? [STOPPED] : []),
    ...(simulated > 0 && simulated < all
      ? [
          `Simulated and real trials are mixed (${grouped(simulated)} of ${grouped(all)} simulated): no claim about both together holds of a real model.`,
        ]
      : []),
    ...(tokenizers.size > 1 && !mixed
      ? [
          `Lengths are counted by ${tokenizers.size} tokenizers (${listed(tokenizers)}): equal lengths of different models are not equal texts.`,
        ]
      : []),
    ...lists.flatMap(cautionsOf),
  ];
}

const SERVED = /^(?:ollama|llamacpp|openai-compatible|openai|anthropic|google):/;

/** By model and task: a key of both as text would be made for every trial. */
function seriesOf(all: Map<string, Map<string, Series>>, { model, task }: ScannedKind): Series {
  const tasks = all.get(model) ?? new Map<string, Series>();
  all.set(model, tasks);
  const one = tasks.get(task) ?? newSeries(model, task);
  tasks.set(task, one);
  return one;
}

function newSeries(model: string, task: string): Series {
  return {
    name: `${model}, ${task}`,
    served: SERVED.test(model),
    factors: new Map(),
    versions: new Set(),
    tokenizers: new Set(),
    depths: new Set(),
    documents: new Map(),
    cells: new Map(),
    trials: 0,
    unscored: 0,
    estimated: 0,
    unplaced: 0,
    built: 0,
    short: 0,
    uncounted: 0,
  };
}

function noteKind(one: Series, { taskVersion, actual, cell }: ScannedKind): void {
  one.versions.add(taskVersion);
  one.tokenizers.add(actual.tokenizer);
  for (const [factor, value] of Object.entries(cell.factors)) addUnder(one.factors, factor, String(value));
}

function note(one: Series, { status, actual, haystack }: ScannedKind, row: TrialRow): void {
  const { tokens, length, depth } = row;
  one.trials++;
  if (status !== "scored") one.unscored++;
  if (actual.estimated) one.estimated++;
  if (tokens > 0) one.built++;
  if (tokens > 0 && tokens < SHORT * length) one.short++;
  if (one.served && status === "scored" && Number.isNaN(row.promptTokens)) one.uncounted++;
  if (actual.depthUnknown) one.unplaced++;
  else one.depths.add(depth);
  addUnder(one.cells, length, depth);
  addUnder(one.documents, haystack, row.seed);
}

function addUnder<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([value]));
  else set.add(value);
}

function sizeOf(sets: ReadonlyMap<unknown, ReadonlySet<unknown>>): number {
  let size = 0;
  for (const set of sets.values()) size += set.size;
  return size;
}

function cautionsOf(one: Series): string[] {
  const pooled = [...one.factors]
    .filter(([factor, values]) => factor !== "arm" && values.size > 1)
    .map(([factor, values]) => `${factor} = ${listed(values)}`);
  const found: (string | false)[] = [
    one.unplaced > 0 &&
      `how deep the fact stood is not recorded for ${grouped(one.unplaced)} of ${grouped(one.trials)} trials; nothing is said of these and position.`,
    one.depths.size === 1 && `one depth only (${listed(one.depths)}); nothing can be said about position.`,
    otherGrids(one),
    sizeOf(one.documents) === 1 && "one document only; what holds of it may hold of no other.",
    sizeOf(one.documents) > 1 &&
      sizeOf(one.cells) === one.trials &&
      "one trial a cell; the recall of a cell is a hit or a miss, and documents cannot be compared with themselves.",
    one.versions.size > 1 &&
      `task versions ${listed(one.versions)} are mixed; their prompts differ, so a difference may be the prompt's.`,
    one.tokenizers.size > 1 &&
      `lengths are counted by different tokenizers (${listed(one.tokenizers)}); a length is not one length.`,
    one.short > MOST_SHORT * one.built &&
      `${grouped(one.short)} of ${grouped(one.built)} prompts are much shorter than the length that they stand at, as where a set has only so many documents; lengths are then one and the same prompt.`,
    one.uncounted > 0 &&
      `the server does not say how many tokens it read for ${grouped(one.uncounted)} answers; a prompt that it cut would not be seen, and its facts would look forgotten.`,
    one.estimated > 0 && "token counts are estimated; lengths and depths are approximate.",
    pooled.length > 0 && `trials with different settings are pooled (${listed(pooled)}).`,
    one.unscored === one.trials &&
      `not one of ${grouped(one.trials)} trials was scored; nothing can be said about recall.`,
    one.unscored < one.trials &&
      one.unscored / one.trials > MOST_UNSCORED &&
      `${grouped(one.unscored)} of ${grouped(one.trials)} trials (${percent(one.unscored / one.trials)}) were not scored; if they are the hard ones, recall is flattered.`,
  ];
  return found.filter((text) => text !== false).map((text) => `${one.name}: ${text}`);
}

/** Where lengths were asked at different depths, recall by length is also that of depths. */
function otherGrids({ cells, depths, unplaced }: Series): string | false {
  const few = [...cells].filter(([, own]) => own.size < FEW_DEPTHS * depths.size).map(([length]) => length);
  if (unplaced > 0 || few.length === 0) return false;
  return `at ${listed(few)} tokens only some of the ${depths.size} depths were asked; lengths are compared by recall at different places.`;
}

/** Sorted, numbers by size: which was met first is chance. */
function listed(values: Iterable<string | number>): string {
  return [...values]
    .sort((a, b) => (typeof a === "number" && typeof b === "number" ? a - b : byText(String(a), String(b))))
    .join(", ");
}
