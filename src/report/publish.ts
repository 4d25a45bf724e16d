import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { relative } from "node:path";
import { badgeSvg } from "./badge.ts";
import { bibliographyOf } from "./bibliography.ts";
import { datasetCard } from "./dataset-card.ts";
import { summaryMarkdown } from "./markdown.ts";
import type { ReportInput } from "./report-input.ts";
import { drawFigures, styleOf, type WriteOptions, writeReport } from "./write.ts";
import { writeWithin } from "./write-atomically.ts";

export const CHECKSUMS = "SHA256SUMS";

/**
 * Writes a folder ready for a dataset page: the report's files with data card, licence, citations, badge and
 * checksums, which come last and cover all others. Returns the files' paths. Throws `store-write`.
 *
 * @example
 * ```ts
 * const files = await publishRun("published", input, { license: "CC-BY-4.0" });
 * ```
 */
export async function publishRun(
  folder: string,
  input: ReportInput,
  { license, ...options }: WriteOptions & { readonly license: string },
): Promise<readonly string[]> {
  const { manifest, findings } = input;
  const written = [...(await writeReport(folder, input, options))];
  const put = async (name: string, content: string): Promise<void> => {
    written.push(await writeWithin(folder, name, content));
  };
  const style = styleOf(manifest);
  const bibliography = bibliographyOf(manifest.plan.tasks.map(({ name }) => name));
  const badge = badgeSvg(findings, style);
  const summary = summaryMarkdown(input, await drawFigures(input, style), style);
  await put("manifest.json", `${JSON.stringify(manifest, null, 2)}\n`);
  if (badge !== undefined) await put("badge.svg", badge);
  if (bibliography !== "") await put("citations.bib", `${bibliography}\n`);
  await put(
    "LICENSE",
    `These data are published under ${license}.\nIts text: https://spdx.org/licenses/${license}.html\n`,
  );
  await put("README.md", datasetCard(input, { summary, license, bibliography, badge: badge !== undefined }));
  const sums: string[] = [];
  for (const file of [...written].sort()) {
    const name = relative(folder, file).replaceAll("\\", "/");
    sums.push(
      `${createHash("sha256")
        .update(await readFile(file))
        .digest("hex")}  ${name}\n`,
    );
  }
  await put(CHECKSUMS, sums.join(""));
  return written;
}
