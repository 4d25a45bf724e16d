import { join } from "node:path";
import { MidspanError } from "../errors.ts";
import type { Finding } from "../findings.ts";
import { openAttentionModel } from "../models/attention-model.ts";
import { localFolder } from "../models/local-folder.ts";
import { openEngine, runsHere } from "../models/open-engine.ts";
import { writeAtomically } from "../report/write-atomically.ts";
import { parseLengths } from "../run/grid.ts";
import { MAX_TRIALS } from "../run/plan.ts";
import { PLACEHOLDER_PREFIX } from "../sinks/arms/placeholder-task.ts";
import { placeholderNamed, placeholders } from "../sinks/arms/placeholders.ts";
import { type InsideModel, insideFinding } from "../sinks/inside-finding.ts";
import { type PlaceholderLoss, placeholderLoss } from "../sinks/placeholder-loss.ts";
import { type PlaceholderSink, placeholderSinks } from "../sinks/placeholder-sink.ts";
import { printMessage, printResult, printText } from "./console.ts";
import { wholeNumber } from "./numbers.ts";
import { openHaystack } from "./open-sweep.ts";
import { plainLine } from "./plain-line.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";
import { type ExperimentFlags, runExperiment } from "./sinks-experiment.ts";
import { placeholderText } from "./sinks-placeholder-text.ts";
import { terminalWidth } from "./terminal-width.ts";

export interface SinksPlaceholderFlags extends ExperimentFlags {
  readonly placeholders?: string;
  readonly lengths: string;
  readonly depths: string;
  readonly trials: string;
  readonly lossDocuments: string;
}

/** Characters of a token of prose, for how long a document of the loss is. */
const CHARACTERS = 4;

/** `midspan sinks placeholder`: recall, and where logits exist loss, with other tokens in place of the BOS. */
export async function sinksPlaceholder(flags: SinksPlaceholderFlags): Promise<void> {
  const everywhere = flags.model.every(runsHere);
  const able = placeholders.filter((one) => everywhere || one.text(0) !== undefined).map(({ name }) => name);
  const named = flags.placeholders?.split(",").map((name) => placeholderNamed(name.trim()).name) ?? able;
  const missing = named.filter((name) => !able.includes(name));
  if (missing.length > 0)
    throw new MidspanError(
      "usage",
      `these placeholders need a model that runs here; texts alone: ${missing.join(", ")}`,
    );
  if (!everywhere && flags.quiet !== true)
    printMessage(
      "midspan: a model that does not run here takes texts alone, at the start of the user's message: no BOS can be put in front or left out, and position 0 is its template's",
    );
  const names = [...new Set([...(everywhere ? [] : ["nothing"]), ...named])];
  const findings = await runExperiment(
    {
      tasks: names.map((name) => ({
        name: `${PLACEHOLDER_PREFIX}${name}`,
        factors: { at: everywhere ? "position-0" : "message" },
      })),
      lengths: flags.lengths,
      depths: flags.depths,
      trials: wholeNumber("--trials", flags.trials),
    },
    flags,
    async (_folder, models) => {
      const inside: InsideModel[] = [];
      for (const model of everywhere ? models : [])
        inside.push({
          model,
          losses: await lossOf(model, names, flags),
          sinks: await sinksOf(model, names, flags),
        });
      return [insideFinding(inside)];
    },
  );
  if (findings === undefined) return;
  const finding = findings.find(({ name }) => name === "placeholders") as Finding;
  const byDepth = findings.find(({ name }) => name === "recall-by-length-and-depth") as Finding;
  const inside = findings.find(({ name }) => name === "placeholder-inside") as Finding;
  const summary = { schema: 1, placeholders: names, finding, byDepth, inside };
  await writeAtomically(join(flags.output, "placeholder.json"), `${JSON.stringify(summary, null, 2)}\n`);
  if (flags.json) return printResult(JSON.stringify(summary, null, 2));
  printText(placeholderText(finding, byDepth, inside, terminalWidth(80)));
  printResult(`\nReport: ${plainLine(join(flags.output, "index.html"))}`);
}

async function lossOf(
  id: string,
  names: readonly string[],
  { haystack, lengths, lossDocuments, seed }: SinksPlaceholderFlags,
): Promise<readonly PlaceholderLoss[]> {
  const opened = await openEngine(id);
  const documents = wholeNumber("--loss-documents", lossDocuments);
  if (opened === undefined || documents === 0) return [];
  const first = seed === undefined ? DEFAULT_SETTINGS.seed : wholeNumber("--seed", seed);
  try {
    return await placeholderLoss(opened, await openHaystack(haystack), {
      names,
      documents,
      characters: CHARACTERS * Math.max(...parseLengths(lengths)),
      seed: first * MAX_TRIALS,
    });
  } finally {
    await opened.engine.close();
  }
}

/** Attention to position 0 behind each placeholder; of a model that runs here. */
async function sinksOf(
  id: string,
  names: readonly string[],
  { lossDocuments, seed }: SinksPlaceholderFlags,
): Promise<readonly PlaceholderSink[]> {
  const documents = wholeNumber("--loss-documents", lossDocuments);
  if (documents === 0) return [];
  const model = await openAttentionModel(await localFolder(id, "attention cannot be looked at", ""), 1);
  try {
    const first = seed === undefined ? DEFAULT_SETTINGS.seed : wholeNumber("--seed", seed);
    return await placeholderSinks(model, names, documents, first);
  } finally {
    await model.close();
  }
}
