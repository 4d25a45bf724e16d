import type { Trial } from "../record.ts";
import type { Score } from "../types.ts";

/**
 * What of a trial many others share: no number that differs from one to the next. Depths, the decoy that was given and
 * scores beside the recall are there where the trial has them, their values are not.
 */
export interface TrialKind extends Pick<Trial, "model" | "task" | "status" | "published" | "simulated"> {
  readonly cell: Pick<Trial["cell"], "factors">;
  readonly actual: Pick<Trial["actual"], "goldDepths" | "depthUnknown">;
  readonly score?: Omit<NonNullable<Trial["score"]>, "recall">;
}

/** What many trials share, with numbers of 0 and an empty decoy. */
export type Kind = TrialKind &
  Omit<Trial, "id" | "promptSha256" | "startedAt" | "output" | "warnings" | "source">;

/** The kind of a trial, or of another's kind: by its text, but where it is the very one that was asked about before. */
export function kindFinder(kinds: Kind[]): (trial: Kind) => number {
  const known = new Map<string, number>();
  const met = new Map<Kind, number>();
  return (trial) => {
    const before = met.get(trial);
    if (before !== undefined) return before;
    const at = kindOf(trial, kinds, known);
    // Trials that share nothing come once each.
    if (met.size === MOST_MET) met.clear();
    met.set(trial, at);
    return at;
  };
}

const MOST_MET = 1024;

function kindOf(trial: Kind, kinds: Kind[], known: Map<string, number>): number {
  const key = keyOf(trial);
  const found = known.get(key);
  if (found !== undefined) return found;
  known.set(key, kinds.length);
  return kinds.push(newKind(trial)) - 1;
}

/** All that a kind is made of, as text. Written out: it is made for every trial of a record whose lines share nothing. */
function keyOf(trial: Kind): string {
  const { cell, actual, score, generation, error } = trial;
  const told = `${trial.model}\n${trial.task}\n${trial.taskVersion}\n${trial.haystack}\n${cell.task}\n${actual.tokenizer}\n${trial.status}\n${trial.attempts}`;
  const marks = `${trial.simulated} ${actual.estimated} ${actual.depthUnknown} ${actual.documents} ${error?.code}`;
  const depths = actual.goldDepths.length;
  const has = (one: unknown): string => (one === undefined ? "" : "+");
  const judged =
    score &&
    `${score.found.join()} ${has(score.firstLine)} ${score.abstained} ${has(score.statedIn)} ${score.judgedBy} ${has(score.decoy)} ${score.item && JSON.stringify(score.item)}`;
  const ended = generation && JSON.stringify(generation.finish);
  const published = trial.published && JSON.stringify(trial.published);
  return `${told}\n${marks}\n${depths}\n${judged}\n${ended}\n${published}\n${JSON.stringify(cell.factors)}`;
}

function newKind(trial: Kind): Kind {
  const { cell, actual, score, generation, error } = trial;
  return {
    schema: 1,
    model: trial.model,
    ...(trial.simulated && { simulated: true }),
    task: trial.task,
    taskVersion: trial.taskVersion,
    haystack: trial.haystack,
    cell: { ...cell, contextLength: 0, depth: 0, seed: 0 },
    actual: { ...actual, tokens: 0, goldDepths: actual.goldDepths.map(() => 0) },
    status: trial.status,
    ...(score && { score: { ...score, recall: 0, ...blankOf(score) } }),
    ...(generation && { generation: { finish: generation.finish } }),
    ...(error && { error: { code: error.code, message: "" } }),
    ...(trial.published && { published: trial.published }),
    attempts: trial.attempts,
  };
}

function blankOf({ firstLine, statedIn, decoy }: Score): Partial<Score> {
  return {
    ...(firstLine !== undefined && { firstLine: 0 }),
    ...(statedIn !== undefined && { statedIn: 0 }),
    ...(decoy !== undefined && { decoy: "" }),
  };
}
