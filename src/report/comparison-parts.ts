import { modelLabel } from "../charts/series.ts";
import type { ChartStyle } from "../charts/style.ts";
import type { Finding, Row } from "../findings.ts";
import { grouped, percent } from "../number-words.ts";

/** What a comparison says of one task, each number as text. */
export interface ComparedTask {
  readonly task: string;
  /** Best first. */
  readonly ranking: readonly RankLine[];
  /** One a pair, with its numbers; what differs, what is equivalent, and what is neither shown. */
  readonly sentences: readonly { readonly verdict: string; readonly sentence: string }[];
}

interface RankLine {
  readonly model: string;
  /** "1", "1 to 3": all ranks that it may truly have. */
  readonly ranks: string;
  readonly recall: string;
  readonly interval: string;
  readonly n: string;
  readonly unscored: string;
}

export const RANK_HEADS = ["rank", "recall", "95 % interval", "n", "unscored"] as const;

/** The comparison among findings; undefined where runs were not compared. */
export function comparisonOf(findings: readonly Finding[]): Finding | undefined {
  return findings.find(({ name, rows }) => name === "comparison" && rows.some((row) => row.name === "rank"));
}

export function comparedTasks({ rows }: Finding, style: ChartStyle): readonly ComparedTask[] {
  return [...new Set(rows.map(({ group }) => String(group.task)))].map((task) => {
    const own = rows.filter(({ group }) => String(group.task) === task);
    return {
      task,
      ranking: own.filter(({ name }) => name === "rank").map((row) => rankLine(row, style)),
      sentences: own
        .filter(({ name }) => name === "difference")
        .map(({ verdict = "", sentence = "" }) => ({ verdict, sentence })),
    };
  });
}

/** What only the comparison warns of: questions that were not common, or not scored by all. */
export function notCompared(comparison: Finding, findings: readonly Finding[]): readonly string[] {
  const elsewhere = new Set(findings.filter((one) => one !== comparison).flatMap(({ cautions }) => cautions));
  return comparison.cautions.filter((text) => !elsewhere.has(text));
}

function rankLine({ group, estimate, unscored }: Row, style: ChartStyle): RankLine {
  const { rankLow, rankHigh } = group;
  return {
    model: modelLabel(group, style),
    ranks: rankLow === rankHigh ? String(rankLow) : `${rankLow} to ${rankHigh}`,
    recall: estimate === undefined ? "\u2013" : percent(estimate.value),
    interval: estimate === undefined ? "\u2013" : `${percent(estimate.low)} to ${percent(estimate.high)}`,
    n: grouped(estimate?.n ?? 0),
    unscored: grouped(unscored),
  };
}
