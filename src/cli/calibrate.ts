import { MidspanError } from "../errors.ts";
import { readCalibration } from "../models/calibration-record.ts";
import { percent } from "../number-words.ts";
import type { KnownAnswer, Trial } from "../record.ts";
import { type CalibrationResult, compareToKnown } from "../run/calibration.ts";
import { systemClock } from "../run/clock.ts";
import { execute } from "../run/execute.ts";
import { createFailureGate } from "../run/failure-gate.ts";
import { createLimiter } from "../run/limiter.ts";
import { countTrialsOfOneModel, families } from "../run/plan.ts";
import type { Sweep } from "../run/sweep.ts";
import type { Model } from "../types.ts";
import { calibrationSweep } from "./calibration-sweep.ts";
import { printMessage, printResult } from "./console.ts";
import { EXIT } from "./exit-codes.ts";
import { textTable } from "./table.ts";
import { wrapText } from "./wrap-text.ts";

const TIMEOUT_MS = 300_000;
const ATTEMPTS = 3;

/**
 * `midspan doctor --calibrate`: asks a server that serves the reference model's weights what this process was asked
 * when they were recorded, and names what the serving stack does to a prompt. Exit 3 where it does anything.
 */
export async function calibrate(server: Model, json: boolean): Promise<void> {
  const { openModel } = await import("../models/index.ts");
  const record = readCalibration();
  const own = await openModel(record.model, { threads: 0 });
  try {
    // Prompts are counted as the known model counts them, whatever the server lets be known of its own way.
    const model: Model = { ...server, tokenizer: own.tokenizer };
    const known = server.prefill ? record.opened : record.plain;
    if (!json) printMessage(`Asking ${server.id} ${known.length} prompts whose answers are known.`);
    const trials = await ask(model, known);
    const result = compareToKnown(known, trials);
    if (result.faults.length > 0) process.exitCode = EXIT.modelUnusable;
    printResult(
      json ? JSON.stringify({ model: server.id, ...result }, null, 2) : describe(server.id, result),
    );
  } finally {
    await own.close();
  }
}

async function ask(model: Model, known: readonly KnownAnswer[]): Promise<readonly Trial[]> {
  const trials = await askAll(await calibrationSweep(model), model);
  const prompts = new Set(trials.map(({ promptSha256 }) => promptSha256));
  if (known.some(({ promptSha256 }) => !prompts.has(promptSha256)))
    throw new MidspanError(
      "internal",
      "the calibration record is of other prompts; models/train/calibration.ts makes it: older",
    );
  return trials;
}

/** Every trial of a sweep, kept in memory; what fails is among them as failed. */
export async function askAll(sweep: Sweep, model: Model): Promise<readonly Trial[]> {
  const trials: Trial[] = [];
  const outcome = await execute(families(sweep, model), {
    sweep,
    model,
    limiter: createLimiter({ most: model.concurrency, clock: systemClock }),
    gate: createFailureGate(1, countTrialsOfOneModel(sweep)),
    timeoutMs: TIMEOUT_MS,
    attempts: ATTEMPTS,
    clock: systemClock,
    isDone: () => false,
    onTrial: async (trial) => {
      trials.push(trial);
    },
  });
  if (outcome.end === "stopped") throw outcome.error;
  return trials;
}

function describe(id: string, { cells, faults, notes }: CalibrationResult): string {
  const share = (value: number): string => (Number.isNaN(value) ? "-" : percent(value));
  const rows = cells.map((cell) => [
    cell.contextLength,
    share(cell.depth),
    share(cell.knownRecall),
    share(cell.recall),
    `${cell.same} of ${cell.n}`,
    cell.unscored === 0 ? "" : String(cell.unscored),
  ]);
  const head = ["length", "depth", "recall here", "recall there", "same answers", "unscored"];
  const verdict =
    faults.length === 0
      ? [`${id} serves the model as it is: a sag that it shows is the model's own.`]
      : [`${id} does not serve the model as it is:`, ...faults.map((fault) => `- ${fault}`)];
  return [
    textTable([head, ...rows]),
    "",
    ...[...verdict, ...notes].flatMap((line) => wrapText(line, 80)),
  ].join("\n");
}
