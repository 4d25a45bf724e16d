import { visibleText } from "../charts/visible-text.ts";
import { grouped } from "../number-words.ts";
import { escapeMarkdown } from "./markdown.ts";
import { PARQUET_COLUMNS } from "./parquet.ts";
import type { PageInput } from "./report-input.ts";

export interface CardParts {
  /** `summaryMarkdown` of the same input. */
  readonly summary: string;
  /** SPDX id. */
  readonly license: string;
  readonly bibliography: string;
  readonly badge: boolean;
}

/** README of a published run: a YAML header for dataset pages, then what it shows, what it holds, how it came about. */
export function datasetCard({ manifest, record }: PageInput, parts: CardParts): string {
  const { plan, imported } = manifest;
  const title = `midspan: ${plan.models.join(", ")}`;
  const header = [
    "---",
    `pretty_name: ${JSON.stringify(visibleText(title))}`,
    `license: ${parts.license.toLowerCase()}`,
    "tags:",
    ...["long-context", "lost-in-the-middle", "evaluation", "midspan"].map((tag) => `  - ${tag}`),
    "size_categories:",
    `  - ${sizeCategory(record.trials)}`,
    "configs:",
    "  - config_name: trials",
    "    data_files: trials.parquet",
    "---",
  ].join("\n");
  const blocks = [
    header,
    parts.badge ? "![largest middle gap of the run](badge.svg)" : "",
    parts.summary.trim(),
    `## What is in it\n\n${grouped(record.trials)} trials in \`trials.parquet\`, one a row; not reported is null, never 0. \`recall.csv\` has recall by length and depth, \`tables/\` every analysis, \`charts/\` the pictures, \`index.html\` the report, \`manifest.json\` the plan and all versions. \`sha256sum -c SHA256SUMS\` checks the files.`,
    `| column | type |\n| --- | --- |\n${PARQUET_COLUMNS.map(({ name, type }) => `| ${name} | ${type.toLowerCase()} |`).join("\n")}`,
    `## How it came about\n\n${origin(manifest)} ${imported === undefined ? "Prompts are not in the data: `midspan show` rebuilds each from its recipe, and its SHA-256 proves it." : ""}`.trim(),
    "## What it is not\n\nFacts and documents are made for the measurement; they are true of nobody. Recall of a planted fact says how a model reads, not how it reasons, and holds of these lengths, tasks and documents.",
    `## Licence\n\n${parts.license}; see LICENSE.`,
    parts.bibliography === ""
      ? ""
      : `## To cite\n\nThe tasks come from these papers (\`citations.bib\`):\n\n\`\`\`bibtex\n${parts.bibliography}\n\`\`\``,
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function origin({ midspan, plan, startedAt, imported }: PageInput["manifest"]): string {
  const tasks = plan.tasks.map(({ name }) => escapeMarkdown(name)).join(", ");
  if (imported !== undefined)
    return `Answers of others, imported by midspan ${midspan} on ${startedAt.slice(0, 10)} (${escapeMarkdown(`${imported.format}: ${imported.paper}`)}).`;
  return `Asked by midspan ${midspan} on ${startedAt.slice(0, 10)}: ${tasks}; haystack ${escapeMarkdown(plan.haystack)}, needles ${escapeMarkdown(plan.needles)}, seed ${plan.seed ?? "not recorded"}.`;
}

/** As dataset pages name sizes. */
export function sizeCategory(rows: number): string {
  const steps = [1e3, 1e4, 1e5, 1e6, 1e7];
  const names = ["n<1K", "1K<n<10K", "10K<n<100K", "100K<n<1M", "1M<n<10M"];
  return names[steps.findIndex((step) => rows < step)] ?? "10M<n<100M";
}
