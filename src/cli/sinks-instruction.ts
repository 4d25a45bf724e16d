import { join } from "node:path";
import { MidspanError } from "../errors.ts";
import type { Finding } from "../findings.ts";
import { writeAtomically } from "../report/write-atomically.ts";
import { instructionFactors } from "../sinks/arms/critical-instructions.ts";
import { defaultPlaces, placeNamed } from "../sinks/arms/instruction-places.ts";
import { PLACE_PREFIX } from "../sinks/arms/instruction-task.ts";
import { FLOOR } from "../sinks/best-place.ts";
import { printResult, printText } from "./console.ts";
import { wholeNumber } from "./numbers.ts";
import { plainLine } from "./plain-line.ts";
import { type ExperimentFlags, runExperiment } from "./sinks-experiment.ts";
import { placesText } from "./sinks-instruction-text.ts";
import { terminalWidth } from "./terminal-width.ts";
import { textArgument } from "./text-argument.ts";

export interface SinksInstructionFlags extends ExperimentFlags {
  readonly instruction?: string;
  readonly rule?: readonly string[];
  readonly places?: string;
  readonly lengths: string;
  readonly trials: string;
}

/** `midspan sinks instruction`: at which place of a long prompt an instruction is followed. */
export async function sinksInstruction(flags: SinksInstructionFlags): Promise<void> {
  if (flags.instruction === undefined && flags.rule !== undefined)
    throw new MidspanError(
      "usage",
      `--rule judges an instruction; --instruction beside it: ${flags.rule.join(", ")}`,
    );
  const factors =
    flags.instruction === undefined
      ? {}
      : instructionFactors(textArgument("--instruction", flags.instruction), flags.rule ?? []);
  const named = flags.places?.split(",").map((place) => place.trim()) ?? defaultPlaces;
  for (const place of named) placeNamed(place);
  const places = [...new Set([FLOOR, ...named])];
  const findings = await runExperiment(
    {
      tasks: places.map((place) => ({ name: `${PLACE_PREFIX}${place}`, factors })),
      lengths: flags.lengths,
      depths: "0.5",
      trials: wholeNumber("--trials", flags.trials),
    },
    flags,
  );
  if (findings === undefined) return;
  const finding = findings.find(({ name }) => name === "instruction-places") as Finding;
  const summary = { schema: 1, places, finding };
  await writeAtomically(join(flags.output, "instruction.json"), `${JSON.stringify(summary, null, 2)}\n`);
  if (flags.json) return printResult(JSON.stringify(summary, null, 2));
  printText(placesText(finding, terminalWidth(80)));
  printResult(`\nReport: ${plainLine(join(flags.output, "index.html"))}`);
}
