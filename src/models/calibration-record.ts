import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MidspanError } from "../errors.ts";
import type { KnownAnswer } from "../record.ts";
import { packageRoot } from "../root.ts";

/** The sweep of a calibration: small enough for a CPU server, long enough for a default context to show. */
export const CALIBRATION = {
  task: "needle",
  lengths: [256, 1024, 2048],
  depths: [0, 0.25, 0.5, 0.75, 1],
  trials: 8,
  seed: 88,
} as const;

/** Answers with the opening of the answer given (`opened`), and for servers that take none (`plain`). */
export interface CalibrationRecord {
  readonly schema: 1;
  readonly model: string;
  readonly opened: readonly KnownAnswer[];
  readonly plain: readonly KnownAnswer[];
}

export function calibrationFile(): string {
  return join(packageRoot(), "models", "reference", "calibration.json");
}

/** What `models/train/calibration.ts` recorded. Throws `internal` for a damaged installation. */
export function readCalibration(): CalibrationRecord {
  try {
    return JSON.parse(readFileSync(calibrationFile(), "utf8")) as CalibrationRecord;
  } catch (cause) {
    throw new MidspanError("internal", `no calibration record; as installed: ${calibrationFile()}`, {
      cause,
    });
  }
}
