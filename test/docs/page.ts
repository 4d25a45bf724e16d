import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/root.ts";

/** Commands of a page, and what it shows of their output. */
export interface Step {
  readonly commands: string;
  readonly shown: readonly string[];
}

export interface Fence {
  readonly language: string;
  readonly body: string;
}

/** Every fenced block of a page of the repository, in order. */
export function fencesOf(page: string): readonly Fence[] {
  const text = readFileSync(join(packageRoot(), page), "utf8");
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map(([, language = "", body = ""]) => ({
    language,
    body,
  }));
}

/** Each block of `sh`, with the lines of the block of `text` that follows it. */
export function stepsOf(page: string): readonly Step[] {
  const fences = fencesOf(page);
  return fences.flatMap(({ language, body }, i) => {
    if (language !== "sh") return [];
    const next = fences[i + 1];
    const shown =
      next?.language === "text" ? next.body.split("\n").filter((line) => /[^\s…]/.test(line)) : [];
    return [{ commands: body, shown }];
  });
}

/** The lines that are not in the output, in their order; … stands for anything. */
export function missingFrom(output: string, shown: readonly string[]): readonly string[] {
  const lines = output.split("\n");
  let at = 0;
  return shown.filter((line) => {
    const pattern = new RegExp(`^${line.trimEnd().split("…").map(escaped).join(".*")}\\s*$`);
    const found = lines.findIndex((other, i) => i >= at && pattern.test(other));
    if (found >= 0) at = found + 1;
    return found < 0;
  });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
