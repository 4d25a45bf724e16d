import { join } from "node:path";
import { type Encountered, importResults } from "../../src/importers/import-results.ts";
import type { ImportOptions } from "../../src/importers/importer.ts";
import { importers } from "../../src/importers/index.ts";
import type { Trial } from "../../src/record.ts";
import { packageRoot } from "../../src/root.ts";

export const fixture = (name: string): string => join(packageRoot(), "test/fixtures/importers", name);

/** All trials of an import, and what it met beside them. */
export async function imported(
  format: string,
  paths: readonly string[],
  options: ImportOptions = {},
): Promise<{ readonly trials: readonly Trial[]; readonly met: Encountered }> {
  const importer = importers.find(({ name }) => name === format);
  if (importer === undefined) throw new Error(`no such format: ${format}`);
  const { trials, met } = importResults(importer, paths, options);
  const all: Trial[] = [];
  for await (const trial of trials) all.push(trial);
  return { trials: all, met };
}

/** What a test looks at, a line a trial. */
export function brief(trials: readonly Trial[]): readonly string[] {
  return trials.map(({ model, task, cell, actual, status, score, published }) => {
    const depth = actual.depthUnknown ? "?" : cell.depth.toFixed(3);
    const arm = cell.factors.arm === undefined ? "" : ` ${cell.factors.arm}`;
    const recall = score === undefined ? status : score.recall.toFixed(3);
    const first = score?.firstLine === undefined ? "" : `, first line ${score.firstLine}`;
    const theirs =
      published === undefined
        ? ""
        : `, published ${published.raw}, ours ${published.ours?.toFixed(3) ?? "-"}`;
    return `${model} ${task}${arm} ${cell.contextLength} @${depth}: ${recall}${first}${theirs}`;
  });
}
