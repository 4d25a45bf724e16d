import { visibleText } from "../charts/visible-text.ts";
import { MidspanError } from "../errors.ts";
import type { Trial } from "../record.ts";
import { printResult, printText } from "./console.ts";

/** What is known of an imported answer. Throws `usage` where the prompt itself is asked for: it was never here. */
export function showImported(
  trial: Trial,
  { raw, json }: { readonly raw?: boolean; readonly json?: boolean },
): void {
  if (raw)
    throw new MidspanError("usage", `no prompt to print; a trial that midspan asked: ${trial.id} (imported)`);
  const lines = factsOf(trial).map(([name, value]) => `${name.padEnd(9)} ${visibleText(value)}`);
  if (json) printResult(JSON.stringify({ trial }, null, 2));
  else printText(lines.join("\n"));
}

function factsOf(trial: Trial): readonly (readonly [string, string])[] {
  const { cell, actual, source, published, score } = trial;
  const depth = actual.depthUnknown === true ? "depth not recorded" : `depth ${cell.depth.toFixed(3)}`;
  const ours = published?.ours === undefined ? "" : `; ours ${published.ours.toFixed(2)}`;
  return [
    ["trial", trial.id],
    ["prompt", "not rebuilt: the answer was imported and the file holds no prompt that could be proven"],
    ["source", `${source?.file ?? "not recorded"}, line ${source?.line ?? "not recorded"}`],
    ["model", trial.model],
    ["cell", `${cell.task}, ${cell.contextLength} tokens${actual.estimated ? " (estimated)" : ""}, ${depth}`],
    ["asked", source?.question ?? "not recorded"],
    ["accepted", source?.answers?.join(" \u00b7 ") ?? "not recorded"],
    ["answer", trial.output ?? "not recorded"],
    ["status", `${trial.status}${score === undefined ? "" : `, recall ${score.recall.toFixed(2)}`}`],
    ["published", published === undefined ? "no score" : `${published.raw}${ours}`],
    ...(trial.error === undefined ? [] : [["why", trial.error.message] as const]),
  ];
}
