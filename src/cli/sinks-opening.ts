import { join } from "node:path";
import { MidspanError } from "../errors.ts";
import type { Finding } from "../findings.ts";
import { writeAtomically } from "../report/write-atomically.ts";
import { openingArms } from "../sinks/arms/opening-arms.ts";
import { OPENING_PREFIX } from "../sinks/arms/opening-task.ts";
import { RUBRIC } from "../sinks/arms/rubric.ts";
import { behaviourSuite } from "../sinks/behaviours/behaviour-source.ts";
import type { Behaviour } from "../types.ts";
import { printMessage, printResult, printText } from "./console.ts";
import { wholeNumber } from "./numbers.ts";
import { BEHAVIOURS, openNeedles } from "./open-sweep.ts";
import { plainLine } from "./plain-line.ts";
import { type ExperimentFlags, runExperiment } from "./sinks-experiment.ts";
import { openingText } from "./sinks-opening-text.ts";
import { terminalWidth } from "./terminal-width.ts";
import { textArgument } from "./text-argument.ts";

export interface SinksOpeningFlags extends ExperimentFlags {
  readonly prompt: readonly string[];
  readonly suite?: string;
  readonly items: string;
  readonly repeats: string;
  readonly role: string;
  readonly judge?: string;
  readonly judgeUrl?: string;
  readonly length: string;
  readonly controls: boolean;
}

/** More lines than letters that name them. */
const MOST_LINES = 26;

/** `midspan sinks opening`: which of several opening lines is better, and what its controls leave of it. */
export async function sinksOpening(flags: SinksOpeningFlags): Promise<void> {
  const lines = flags.prompt.map((line) => textArgument("--prompt", line));
  if (new Set(lines).size !== lines.length)
    throw new MidspanError("usage", "a --prompt is given twice; each once: the same text");
  if (lines.length > MOST_LINES)
    throw new MidspanError("usage", `too many --prompt; at most ${MOST_LINES}: ${lines.length}`);
  if (lines.length < 2 && !flags.controls)
    throw new MidspanError("usage", "one --prompt and no controls; two prompts, or the controls of one: 1");
  if (flags.role !== "user" && flags.role !== "system")
    throw new MidspanError("usage", `--role is not known; user or system: ${flags.role}`);
  const suite = flags.suite ?? String(wholeNumber("--items", flags.items));
  const { items } = behaviourSuite(suite, await openNeedles());
  const judge = judgeOf(flags, items);
  const repeats = wholeNumber("--repeats", flags.repeats);
  if (repeats < 1) throw new MidspanError("usage", `--repeats is not usable; 1 or more: ${flags.repeats}`);
  const arms = openingArms(lines, flags.controls);
  if (!flags.quiet) for (const note of notesOf(flags, items)) printMessage(`midspan: ${note}`);
  const findings = await runExperiment(
    {
      tasks: arms.map(({ name, line, control }) => ({
        name: `${OPENING_PREFIX}${name}`,
        factors: {
          line,
          control,
          role: flags.role,
          judge: judge === undefined ? "" : `${judge.id}, ${RUBRIC}`,
        },
      })),
      lengths: flags.length,
      depths: "0.5",
      trials: items.length * repeats,
      needles: `${BEHAVIOURS}${suite}`,
      ...(judge === undefined ? {} : { judge }),
    },
    flags,
    async (folder) => [await (await import("./opening-divergence.ts")).openingDivergence(folder)],
  );
  if (findings === undefined) return;
  const [finding, divergence] = ["opening-lines", "opening-divergence"].map((wanted) =>
    findings.find(({ name }) => name === wanted),
  ) as [Finding, Finding];
  const summary = {
    schema: 1,
    lines: lines.map((text, i) => ({ name: String.fromCharCode(65 + i), text })),
    suite: { name: suite, items: items.length, repeats },
    finding,
    divergence,
  };
  await writeAtomically(join(flags.output, "opening.json"), `${JSON.stringify(summary, null, 2)}\n`);
  if (flags.json) return printResult(JSON.stringify(summary, null, 2));
  printText(openingText(finding, lines, divergence, terminalWidth(80)));
  printResult(`\nReport: ${plainLine(join(flags.output, "index.html"))}`);
}

/** Throws `usage` where items need a judge and there is none, or the other way round. */
function judgeOf(
  { judge, judgeUrl }: SinksOpeningFlags,
  items: readonly Behaviour[],
): { readonly id: string; readonly baseUrl?: string } | undefined {
  const criteria = items.filter(({ criterion }) => criterion !== undefined).length;
  if (judge === undefined && criteria > 0)
    throw new MidspanError("usage", `items with a "judge" need one; --judge MODEL for: ${criteria} items`);
  if (judge !== undefined && criteria === 0)
    throw new MidspanError("usage", `--judge has nothing to judge; items of a --suite with "judge": none`);
  if (judge === undefined) return undefined;
  return { id: judge, ...(judgeUrl === undefined ? {} : { baseUrl: judgeUrl }) };
}

function notesOf({ role, model, judge }: SinksOpeningFlags, items: readonly Behaviour[]): readonly string[] {
  const criteria = items.filter(({ criterion }) => criterion !== undefined).length;
  const place = role === "system" ? "first in the system message" : "first in the user's message";
  const chat = model.some((id) => !/^(embedded|simulated|transformers):/.test(id));
  return [
    `each line stands ${place}, behind what the chat template puts before it: position 0 is not the line's${chat ? ", and a hosted model's template cannot be seen" : "; midspan sinks audit shows whose it is"}`,
    ...(judge === undefined
      ? []
      : [
          `answers to ${criteria} items are judged by ${judge}, a request more each: the plan's cost does not hold them`,
        ]),
  ];
}
