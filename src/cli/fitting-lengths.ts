import { MidspanError } from "../errors.ts";
import type { Sweep } from "../run/sweep.ts";
import { validateSweep } from "../run/validate.ts";

/**
 * Default lengths at which a user's own set fits: its documents or records are as many as they are, and what is too
 * short for them was nobody's wish. Throws what `validateSweep` throws where none is left.
 */
export function fittingLengths(sweep: Sweep): readonly number[] {
  if (sweep.needles.file === undefined) return sweep.lengths;
  const fitting = sweep.lengths.filter((length) => fits({ ...sweep, lengths: [length] }));
  return fitting.length > 0 ? fitting : sweep.lengths.slice(-1);
}

function fits(sweep: Sweep): boolean {
  try {
    validateSweep(sweep);
    return true;
  } catch (error) {
    if (error instanceof MidspanError && error.code === "does-not-fit") return false;
    throw error;
  }
}
