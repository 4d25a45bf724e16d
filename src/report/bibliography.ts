import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../root.ts";

const ENTRY = /^@\w+\{(?<key>[\w-]+),\n[\s\S]*?^\}$/gm;

/** BibTeX of the papers that these tasks come from, each once, in the order of `datasets/papers.bib`. */
export function bibliographyOf(tasks: readonly string[]): string {
  const text = readFileSync(join(packageRoot(), "datasets/papers.bib"), "utf8");
  return [...text.matchAll(ENTRY)]
    .map(([entry]) => entry)
    .filter((entry) => tasksOf(entry).some((task) => tasks.includes(task)))
    .join("\n\n");
}

function tasksOf(entry: string): readonly string[] {
  return (/ keywords = \{([^}]*)\}/.exec(entry)?.[1] ?? "").split(", ");
}
