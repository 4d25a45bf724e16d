import type { UntilDecided } from "../record.ts";
import type { Outcome } from "../run/execute.ts";
import { createRounds, type Rounds, type RoundsState } from "../run/rounds.ts";
import type { RunFolder } from "../run/run-folder.ts";
import { isFinished, readTrials } from "../run/scan.ts";
import type { Family, Sweep } from "../run/sweep.ts";
import type { Model } from "../types.ts";

/** Rounds of one model that begin where the record ends: its trials are judged again, in the same rounds. */
export async function openRounds(
  sweep: Sweep,
  model: Model,
  rule: UntilDecided,
  { folder, scan }: Pick<RunFolder, "folder" | "scan">,
): Promise<Rounds> {
  const { decided } = await import("../analysis/decided.ts");
  const rounds = createRounds(sweep, model, (trials) => decided(trials, rule) !== undefined);
  // A failed trial is asked again, so what it says now is not what the round will hold.
  for await (const trial of readTrials(folder, scan)) if (isFinished(trial.status)) rounds.take(trial);
  return rounds;
}

/** Asks round after round until every task and length is decided or at its cap, or until one cannot be completed. */
export async function askInRounds(
  rounds: Rounds,
  ask: (families: Iterable<Family>) => Promise<Outcome>,
  tell: (state: RoundsState) => void,
): Promise<Outcome> {
  for (;;) {
    const families = rounds.next();
    tell(rounds.state());
    if (families === undefined) return { end: "complete" };
    const outcome = await ask(families);
    if (outcome.end !== "complete") return outcome;
  }
}
