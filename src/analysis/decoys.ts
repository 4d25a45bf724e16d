import type { Analysis, AnalysisOptions, Row } from "../findings.ts";
import type { Trial } from "../record.ts";
import { byText } from "./by-text.ts";
import { recordCautions } from "./cautions.ts";
import { chosen } from "./chosen.ts";
import { clusteredShare } from "./clustered-share.ts";
import { bySeries, type Entry, type Gathered, gathered } from "./gathered.ts";
import { partsTest } from "./parts-test.ts";
import { alphaOf } from "./verdict.ts";
import { chance, count, interval, percent } from "./wording.ts";

/** Decoys that are named, and characters of each. */
const NAMED = 3;
const LONGEST = 60;

/**
 * Of the answers that missed: rows "decoy given", one a (model, task) and one a (model, task, depth), the share that
 * named another value of the context. The first row says whether that share depends on depth (p: permutation within
 * documents) and which decoys were given more than once. No rows where no miss named one.
 */
export const decoys: Analysis = {
  name: "decoys",
  question: "Is another value of the context given in place of the answer, and which?",
  run: (trials, options) => {
    const given = decoysGiven(trials);
    const asked = chosen(trials, ({ model, task }) => given.has(seriesKey(model, task)));
    const rows = bySeries(gathered(asked, missOf)).flatMap((series) =>
      rowsOf(series, given.get(seriesKey(series[0]?.model, series[0]?.task)) ?? new Map(), options),
    );
    return { name: decoys.name, question: decoys.question, rows, cautions: recordCautions(trials, options) };
  },
};

/** A list, not a generator: it is asked of every trial. */
function missOf({ status, score, cell, actual }: Trial): readonly Entry[] {
  if (actual.depthUnknown) return NONE;
  const isScored = status === "scored" && score !== undefined;
  if (isScored && score.recall === 1) return NONE;
  return [{ group: { depth: cell.depth }, value: isScored ? Number(score.decoy !== undefined) : undefined }];
}

const NONE: readonly Entry[] = [];

/** How often each decoy was given, by model and task. */
function decoysGiven(trials: Iterable<Trial>): ReadonlyMap<string, ReadonlyMap<string, number>> {
  const given = new Map<string, Map<string, number>>();
  for (const { model, task, cell, status, score } of chosen(
    trials,
    (kind) => kind.score?.decoy !== undefined,
  )) {
    if ((cell.factors.arm ?? "context") !== "context" || status !== "scored" || score?.decoy === undefined)
      continue;
    const counts = given.get(seriesKey(model, task)) ?? new Map<string, number>();
    given.set(seriesKey(model, task), counts.set(score.decoy, (counts.get(score.decoy) ?? 0) + 1));
  }
  return given;
}

function seriesKey(model: string | undefined, task: string | undefined): string {
  return `${model}\0${task}`;
}

function rowsOf(
  series: readonly Gathered[],
  given: ReadonlyMap<string, number>,
  options: AnalysisOptions,
): Row[] {
  const { depth: _, ...group } = series[0]?.group ?? {};
  const all = clusteredShare(
    series.flatMap(({ parts }) => parts),
    false,
    options,
  );
  if (all === undefined) return [];
  const placed = series.filter(({ parts }) => parts.some(({ scored }) => scored > 0));
  const p =
    placed.length > 1
      ? partsTest(
          placed.map(({ parts }) => parts),
          options,
        )
      : undefined;
  const depends = p !== undefined && p <= alphaOf(options);
  const byDepth =
    p === undefined ? "" : `; that ${depends ? "depends" : "is not shown to depend"} on depth (${chance(p)})`;
  const sentence = `${percent(all.value)} of the misses name another value of the context (${interval(all, percent(options.level))})${byDepth}.${mostGiven(given)}`;
  const estimate =
    p === undefined ? all : { ...all, p, method: `${all.method}; p: permutation within documents` };
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

function mostGiven(given: ReadonlyMap<string, number>): string {
  const often = [...given].filter(([, times]) => times > 1).sort(([a, m], [b, n]) => n - m || byText(a, b));
  if (often.length === 0) return "";
  const named = often.slice(0, NAMED).map(([decoy, times]) => {
    const text = decoy.replace(/\s+/g, " ").trim();
    return `"${text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text}" (${count(times)} times)`;
  });
  return ` Most often: ${named.join(", ")}.`;
}
