import { type Series, seriesKey, seriesOf } from "../charts/series.ts";
import type { ChartStyle } from "../charts/style.ts";
import type { Finding, Row } from "../findings.ts";
import { grouped } from "../number-words.ts";
import { fallenInShort, withoutStanding } from "./claims-counted.ts";
import { ABOVE_ABILITY } from "./out-of-reach.ts";

/** What a run says about one model at one task. */
export interface VerdictSummary {
  readonly series: Series;
  /** "flat at 512 tokens; lost in the middle from 1,024 to 4,096 tokens, not shown among all 24 claims". */
  readonly headline: string;
  /** The verdict at the longest length. */
  readonly verdict: string;
  /** Sentences with their numbers, a length each, the longest first. */
  readonly sentences: readonly string[];
}

/** One summary a series, from the "middle-gap" finding; none where that finding is absent. */
export function verdictSummaries(findings: readonly Finding[], style: ChartStyle): readonly VerdictSummary[] {
  const rows = findings.flatMap((f) => (f.name === "middle-gap" ? f.rows : []));
  const verdicts = rows.filter((row) => row.name === "verdict" && row.verdict !== undefined);
  return seriesOf(verdicts, style).map((series) => {
    const own = verdicts
      .filter((row) => seriesKey(row) === series.key)
      .sort((a, b) => lengthOf(a) - lengthOf(b));
    return {
      series,
      headline: headline(own, findings),
      verdict: own.at(-1)?.verdict ?? "",
      sentences: own
        .flatMap((row) =>
          row.sentence === undefined ? [] : `${row.sentence}${withoutStanding(row, findings)}`,
        )
        .reverse(),
    };
  });
}

/** Neighbouring lengths with one verdict that stands alike are said once. */
function headline(rows: readonly Row[], findings: readonly Finding[]): string {
  const runs: { verdict: string; fallen: string; lengths: number[] }[] = [];
  for (const row of rows) {
    const verdict = row.verdict ?? "";
    const fallen = fallenInShort(row, findings);
    const last = runs.at(-1);
    if (last?.verdict === verdict && last.fallen === fallen) last.lengths.push(lengthOf(row));
    else runs.push({ verdict, fallen, lengths: [lengthOf(row)] });
  }
  // Ability has no length.
  if (runs.length === 1 && runs[0]?.verdict === ABOVE_ABILITY) return ABOVE_ABILITY;
  return runs
    .map(({ verdict, fallen, lengths }) => `${verdict} ${where(lengths, runs.length === 1)}`.trim() + fallen)
    .join("; ");
}

function where(lengths: readonly number[], all: boolean): string {
  const known = lengths.filter((length) => Number.isFinite(length));
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return "over all lengths";
  if (first === last) return `at ${grouped(first)} tokens`;
  return `${all ? "at every length, " : "from "}${grouped(first)} to ${grouped(last)} tokens`;
}

/** Rows about all lengths together come last. */
function lengthOf(row: Row): number {
  return typeof row.group.length === "number" ? row.group.length : Number.POSITIVE_INFINITY;
}
