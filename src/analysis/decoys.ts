import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import { chance, grouped, percent } from "../number-words.ts";
import type { Trial } from "../record.ts";
import { byText } from "./by-text.ts";
import { recordCautions } from "./cautions.ts";
import { clusteredShare } from "./clustered-share.ts";
import {
  type AddToGroup,
  bySeries,
  type Gathered,
  gatherGroups,
  overLengths,
  type Pooled,
  partsOf,
} from "./gathered.ts";
import { partsTest } from "./parts-test.ts";
import { perKind, scan } from "./scan.ts";
import { alphaOf } from "./verdict.ts";
import { interval } from "./wording.ts";

/** Decoys that are named, and characters of each. */
const NAMED = 3;
const LONGEST = 60;

/**
 * Of the answers that missed: rows "decoy given", one a (model, task) and one a (model, task, depth), the share that
 * named another value of the context. The first row says whether that share depends on depth (p: permutation within
 * documents at one length) and which decoys were given more than once. No rows where no miss named one.
 */
export const decoys: Analysis = {
  name: "decoys",
  question: "Is another value of the context given in place of the answer, and which?",
  run: (trials, options) => {
    const { missed, given } = misses(trials);
    const rows = bySeries(missed).flatMap((series) => {
      const named = series[0] && given.get(seriesKey(series[0]));
      return named === undefined ? [] : rowsOf(overLengths(series), named, options);
    });
    return { name: decoys.name, question: decoys.question, rows, cautions: recordCautions(trials, options) };
  },
};

interface Misses {
  /** By depth and length: the share that names a decoy. */
  readonly missed: readonly Gathered[];
  /** How often each decoy was given, by model and task. */
  readonly given: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

function misses(trials: Iterable<Trial>): Misses {
  const gathering = gatherGroups();
  const given = new Map<string, Map<string, number>>();
  const placesOf = perKind(trials, () => new Map<number, Map<number, AddToGroup>>());
  const countsOf = perKind(trials, (kind) => {
    const counts = given.get(seriesKey(kind)) ?? new Map<string, number>();
    given.set(seriesKey(kind), counts);
    return counts;
  });
  scan(trials, (kind, { depth, length, seed, recall, decoy }) => {
    if ((kind.cell.factors.arm ?? "context") !== "context") return;
    const isScored = kind.status === "scored" && kind.score !== undefined;
    if (isScored && decoy !== undefined) {
      const counts = countsOf(kind);
      counts.set(decoy, (counts.get(decoy) ?? 0) + 1);
    }
    if (kind.actual.depthUnknown || (isScored && recall === 1)) return;
    const places = placesOf(kind);
    const lengths = places.get(depth) ?? new Map<number, AddToGroup>();
    places.set(depth, lengths);
    const add = lengths.get(length) ?? gathering.groupOf(kind, { depth, length });
    lengths.set(length, add);
    add(kind, seed, isScored ? Number(decoy !== undefined) : undefined);
  });
  return { missed: gathering.finish(), given };
}

function seriesKey({ model, task }: Pick<Gathered, "model" | "task">): string {
  return `${model}\0${task}`;
}

function rowsOf(
  series: readonly Pooled[],
  given: ReadonlyMap<string, number>,
  options: AnalysisOptions,
): Row[] {
  const { depth: _, ...group } = series[0]?.group ?? {};
  const all = clusteredShare(partsOf(series), false, options);
  if (all === undefined) return [];
  const placed = series.filter(isAnyScored);
  const p = placed.length > 1 ? partsTest(placed, options) : undefined;
  const depends = p !== undefined && p <= alphaOf(options);
  const byDepth =
    p === undefined ? "" : `; that ${depends ? "depends" : "is not shown to depend"} on depth (${chance(p)})`;
  const sentence = `${percent(all.value)} of the misses name another value of the context (${interval(all, percent(options.level))})${byDepth}.${mostGiven(given)}`;
  const estimate =
    p === undefined
      ? all
      : { ...all, p, method: `${all.method}; p: permutation within documents, each length by itself` };
  const unscored = series.reduce((sum, one) => sum + one.unscored, 0);
  const rows = series.map((one): Row => {
    const share = clusteredShare(one.parts, false, options);
    return {
      group: one.group,
      name: "decoy given",
      ...(share && { estimate: share }),
      unscored: one.unscored,
    };
  });
  return [{ group, name: "decoy given", estimate, unscored, sentence }, ...(series.length > 1 ? rows : [])];
}

function isAnyScored({ parts }: Gathered): boolean {
  for (const { scored } of parts) if (scored > 0) return true;
  return false;
}

function mostGiven(given: ReadonlyMap<string, number>): string {
  const often = [...given].filter(([, times]) => times > 1).sort(([a, m], [b, n]) => n - m || byText(a, b));
  if (often.length === 0) return "";
  const named = often.slice(0, NAMED).map(([decoy, times]) => {
    const text = decoy.replace(/\s+/g, " ").trim();
    return `"${text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text}" (${grouped(times)} times)`;
  });
  return ` Most often: ${named.join(", ")}.`;
}
