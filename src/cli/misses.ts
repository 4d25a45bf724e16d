import { visibleText } from "../charts/visible-text.ts";
import { cut } from "../report/cut.ts";
import { readTrials } from "../run/scan.ts";
import { printResult, printText } from "./console.ts";
import { plainLine } from "./plain-line.ts";
import { textTable } from "./table.ts";

const SHOWN = 10;
const ANSWER = 30;
/** Digits of an id that tell trials apart, and are short enough to type. */
const ID = 10;

/** `midspan show FOLDER`: which trials missed, the first few of them with what was said instead. */
export async function listMisses(folder: string, json: boolean): Promise<void> {
  let [scored, missed] = [0, 0];
  const first: { id: string; task: string; length: number; depth: number; answer: string }[] = [];
  for await (const { id, task, cell, status, score, output } of readTrials(folder)) {
    if (status !== "scored" || score === undefined) continue;
    scored++;
    if (score.recall >= 0.5) continue;
    missed++;
    const { contextLength: length, depth } = cell;
    if (first.length < SHOWN) first.push({ id, task, length, depth, answer: visibleText(output ?? "") });
  }
  if (json) return printResult(JSON.stringify({ scored, missed, first }, null, 2));
  const counts = `${missed.toLocaleString("en")} of ${scored.toLocaleString("en")} scored trials missed`;
  if (missed === 0) return printResult(`${counts}.`);
  const rows = first.map((trial) => [
    trial.id.slice(0, ID),
    trial.task,
    trial.length,
    trial.depth.toFixed(2),
    cut(trial.answer.replace(/\s+/g, " "), ANSWER),
  ]);
  const more = missed > first.length ? `; the first ${first.length}` : "";
  const table = textTable([["trial", "task", "length", "depth", "answer"], ...rows]);
  printText(`${counts}${more}:\n${table}`);
  printResult(`midspan show ${plainLine(folder)} ${first[0]?.id.slice(0, ID)} rebuilds its prompt.`);
}
