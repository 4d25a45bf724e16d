import type { Trial } from "../record.ts";
import type { Kind } from "./trial-kind.ts";

/** What a pass over a record needs of what many trials share. */
export type ScannedKind = Pick<
  Kind,
  "model" | "task" | "taskVersion" | "haystack" | "status" | "simulated" | "score" | "generation"
> & {
  readonly cell: Pick<Kind["cell"], "factors">;
  readonly actual: Pick<Kind["actual"], "tokenizer" | "estimated" | "depthUnknown">;
};

/** What is one trial's own, numbers NaN = absent; written over by the next one. */
export interface TrialRow {
  /** Asked tokens. */
  length: number;
  /** Asked depth. */
  depth: number;
  seed: number;
  /** Tokens of the prompt as it was built. */
  tokens: number;
  recall: number;
  /** As a server reports them. */
  promptTokens: number;
  /** Realised depth of the first fact. */
  goldDepth: number;
  /** That was given; undefined where none was. */
  decoy: string | undefined;
}

export type Visit = (kind: ScannedKind, row: Readonly<TrialRow>) => void;

/** A record that keeps its trials by kind: each kind is one object, and no trial has to be made of it for a pass. */
export interface Scannable {
  readonly length: number;
  scan(visit: Visit): void;
}

export function newRow(): TrialRow {
  const none = Number.NaN;
  return {
    ...{ length: none, depth: none, seed: none, tokens: none },
    ...{ recall: none, promptTokens: none, goldDepth: none, decoy: undefined },
  };
}

/** Goes through trials in their order; of a record that is no list in a fraction of the time of iterating. */
export function scan(trials: Iterable<ScannedTrial>, visit: Visit): void {
  if (isScannable(trials)) {
    trials.scan(visit);
    return;
  }
  const row = newRow();
  for (const trial of trials) {
    row.length = trial.cell.contextLength;
    row.depth = trial.cell.depth;
    row.seed = trial.cell.seed;
    row.tokens = trial.actual.tokens;
    row.recall = trial.score?.recall ?? Number.NaN;
    row.promptTokens = trial.generation?.promptTokens ?? Number.NaN;
    row.goldDepth = trial.actual.goldDepths[0] ?? Number.NaN;
    row.decoy = trial.score?.decoy;
    visit(trial, row);
  }
}

/** How many trials there are, where that is known without a look at each; else 0. */
export function countOf(trials: Iterable<ScannedTrial>): number {
  return isScannable(trials) ? trials.length : 0;
}

export type ScannedTrial = Pick<
  Trial,
  | "model"
  | "task"
  | "taskVersion"
  | "haystack"
  | "cell"
  | "actual"
  | "status"
  | "score"
  | "simulated"
  | "generation"
>;

/** A function of kinds that is asked once a kind where trials of a kind share one object. */
export function perKind<T>(
  trials: Iterable<ScannedTrial>,
  make: (kind: ScannedKind) => T,
): (kind: ScannedKind) => T {
  if (!isScannable(trials)) return make;
  const known = new Map<ScannedKind, T>();
  return (kind) => {
    if (known.has(kind)) return known.get(kind) as T;
    const made = make(kind);
    known.set(kind, made);
    return made;
  };
}

function isScannable(trials: object): trials is Scannable {
  return "scan" in trials;
}
