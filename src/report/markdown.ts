import { estimatedMark, SIMULATED_SENTENCE } from "../charts/caption.ts";
import { recallCells } from "../charts/recall-cell.ts";
import { seriesKey, seriesOf } from "../charts/series.ts";
import type { ChartStyle } from "../charts/style.ts";
import { visibleText } from "../charts/visible-text.ts";
import type { Finding } from "../findings.ts";
import { grouped, percent } from "../number-words.ts";
import { comparedTasks, comparisonOf, notCompared, RANK_HEADS } from "./comparison-parts.ts";
import { OUT_OF_REACH_HEADS, type OutOfReach, outOfReach } from "./out-of-reach.ts";
import type { Figure, PageInput } from "./report-input.ts";
import { trialCounts } from "./trial-counts.ts";
import { verdictSummaries } from "./verdict-summary.ts";

/** The run in a page of Markdown, for a README or a dataset page. */
export function summaryMarkdown(input: PageInput, figures: readonly Figure[], style: ChartStyle): string {
  const { manifest, findings, record } = input;
  const floors = outOfReach(findings, style);
  const within = verdictSummaries(findings, style).filter(
    ({ series }) => !floors.some((floor) => floor.series.key === series.key),
  );
  const verdicts = within.flatMap(({ series, headline, sentences }) => [
    `- **${escapeMarkdown(series.label)}**: ${escapeMarkdown(headline)}.`,
    ...sentences.slice(0, 1).map((sentence) => `  ${escapeMarkdown(sentence)}`),
  ]);
  const cautions = [...new Set(findings.flatMap((f) => f.cautions))];
  const compared = comparisonOf(findings);
  const blocks = [
    `# ${escapeMarkdown(manifest.plan.models.join(", "))}`,
    style.simulated.length === 0 ? "" : `> ${SIMULATED_SENTENCE}`,
    manifest.imported === undefined
      ? ""
      : `> Imported, not asked here: ${escapeMarkdown(`${manifest.imported.format} (${manifest.imported.paper})`)}.`,
    compared === undefined ? "" : comparisonBlock(compared, findings, style),
    verdicts.join("\n"),
    floors.length === 0 ? "" : floorSection(floors),
    `${trialCounts(record)}.`,
    figures
      .map(
        ({ chart }) => `![${escapeMarkdown(`${chart.title}. ${chart.caption}`)}](charts/${chart.name}.png)`,
      )
      .join("\n\n"),
    recallSections(findings, style),
    cautions.length === 0
      ? ""
      : `## With caution\n\n${cautions.map((text) => `- ${escapeMarkdown(text)}`).join("\n")}`,
    `## To repeat it\n\n${codeBlock(manifest.command)}`,
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

/**
 * Text that stays text in Markdown: no HTML, no table cell, no emphasis, no link, on one line.
 * Letters and digits are left alone, so ids stay readable.
 */
export function escapeMarkdown(text: string): string {
  return (
    visibleText(text)
      .replace(/\s+/g, " ")
      .replace(/[\\`*_[\]|~#!$]/g, (char) => `\\${char}`)
      // After the backslashes: one within an entity would break it.
      .replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`)
      .replace(/:\/\//g, ":&#47;/")
      .replace(/^([-+=]|\d+[.)])/, "\\$1")
  );
}

function comparisonBlock(compared: Finding, findings: readonly Finding[], style: ChartStyle): string {
  const tasks = comparedTasks(compared, style).flatMap(({ task, ranking, sentences }) => [
    `## Which recalls more: ${escapeMarkdown(task)}`,
    "",
    `| model | ${RANK_HEADS.join(" | ")} |`,
    `| --- |${RANK_HEADS.map(() => " --: |").join("")}`,
    ...ranking.map(
      ({ model, ranks, recall, interval, n, unscored }) =>
        `| ${[escapeMarkdown(model), ranks, recall, interval, n, unscored].join(" | ")} |`,
    ),
    "",
    ...sentences.map(({ verdict, sentence }) => `- **${verdict}**: ${escapeMarkdown(sentence)}`),
    "",
  ]);
  const left = notCompared(compared, findings).map((text) => `- ${escapeMarkdown(text)}`);
  return [...tasks, ...(left.length === 0 ? [] : ["## Not compared", "", ...left])].join("\n").trim();
}

function floorSection(floors: readonly OutOfReach[]): string {
  return [
    "## Above the model's ability",
    "",
    `| recall | ${OUT_OF_REACH_HEADS.join(" | ")} |`,
    `| --- |${OUT_OF_REACH_HEADS.map(() => " --: |").join("")}`,
    ...floors.map(
      ({ series, context, alone, without }) =>
        `| ${escapeMarkdown(series.label)} | ${context} | ${alone} | ${without} |`,
    ),
  ].join("\n");
}

function recallSections(findings: readonly Finding[], style: ChartStyle): string {
  const cells = recallCells(findings.find(({ name }) => name === "recall-by-length-and-depth"));
  const depths = [...new Set(cells.map((cell) => cell.askedDepth))].sort((a, b) => a - b);
  return seriesOf(
    cells.map((cell) => cell.row),
    style,
  )
    .map((series) => {
      const own = cells.filter((cell) => seriesKey(cell.row) === series.key);
      const lengths = [...new Set(own.flatMap((cell) => cell.length ?? []))].sort((a, b) => a - b);
      const lines = lengths.map((length) => {
        const at = (depth: number): string => {
          const estimate = own.find((cell) => cell.length === length && cell.askedDepth === depth)?.estimate;
          return estimate === undefined ? "\u2013" : `${percent(estimate.value)} (${estimate.n})`;
        };
        return `| ${grouped(length)} | ${depths.map(at).join(" | ")} |`;
      });
      return [
        `## ${escapeMarkdown(series.label)}: recall (n) by length in tokens and depth`,
        "",
        `| tokens${estimatedMark(own.map((cell) => cell.row))} | ${depths.map(percent).join(" | ")} |`,
        `| --: |${depths.map(() => " --: |").join("")}`,
        ...lines,
      ].join("\n");
    })
    .join("\n\n");
}

/** A fence longer than any run of backticks within. */
function codeBlock(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}sh\n${visibleText(text)}\n${fence}`;
}
