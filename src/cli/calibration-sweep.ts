import { CALIBRATION } from "../models/calibration-record.ts";
import type { Sweep } from "../run/sweep.ts";
import { fillFactors } from "../run/validate.ts";
import type { Model } from "../types.ts";
import { lookup } from "./lookup.ts";
import { openHaystack, openNeedles } from "./open-sweep.ts";

/** The sweep that the embedded model's answers were recorded on. */
export async function calibrationSweep(model: Model): Promise<Sweep> {
  const { tasks } = await import("../tasks/index.ts");
  const task = lookup("task", CALIBRATION.task, tasks);
  return {
    models: [model],
    tasks: [{ task, factors: fillFactors(task, {}) }],
    lengths: CALIBRATION.lengths,
    depths: CALIBRATION.depths,
    trials: CALIBRATION.trials,
    seed: CALIBRATION.seed,
    haystack: await openHaystack(),
    needles: await openNeedles(),
    baselines: false,
    generation: { temperature: 0 },
  };
}
