import type { Trial } from "../record.ts";
import type { Factor, Score } from "../types.ts";

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

/** The kind of a trial, or of another's kind: by its text, after a look at those that were met last: most trials are of one of these. */
export function kindFinder(kinds: Kind[]): (trial: Kind) => number {
  const known = new Map<string, number>();
  const recent = new Map<string, number[]>();
  return (trial) => {
    const few = recent.get(trial.model);
    const met = few?.find((at) => isOfKind(trial, kinds[at] as Kind));
    if (met !== undefined) return met;
    const at = kindOf(trial, kinds, known);
    recent.set(trial.model, [at, ...(few ?? []).slice(0, RECENT - 1)]);
    return at;
  };
}

const RECENT = 4;

function kindOf(trial: Kind, kinds: Kind[], known: Map<string, number>): number {
  const key = keyOf(trial);
  const found = known.get(key);
  if (found !== undefined) return found;
  known.set(key, kinds.length);
  return kinds.push(newKind(trial)) - 1;
}

/** All that a kind is made of, as text. Written out: it is made for every trial, and most are of a known kind. */
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

/**
 * Whether a trial is of a kind, by what most trials are told apart by; false where that is not enough to say so, and the
 * text of its kind has to.
 */
function isOfKind(trial: Kind, kind: Kind): boolean {
  const { cell, actual, score, generation, error } = trial;
  return (
    trial.model === kind.model &&
    trial.status === kind.status &&
    trial.task === kind.task &&
    trial.taskVersion === kind.taskVersion &&
    trial.haystack === kind.haystack &&
    trial.attempts === kind.attempts &&
    trial.simulated === kind.simulated &&
    trial.published === undefined &&
    kind.published === undefined &&
    cell.task === kind.cell.task &&
    areAlike(cell.factors, kind.cell.factors) &&
    actual.tokenizer === kind.actual.tokenizer &&
    actual.estimated === kind.actual.estimated &&
    actual.documents === kind.actual.documents &&
    actual.depthUnknown === kind.actual.depthUnknown &&
    actual.goldDepths.length === kind.actual.goldDepths.length &&
    error?.code === kind.error?.code &&
    generation?.finish.reason === kind.generation?.finish.reason &&
    generation?.finish.raw === kind.generation?.finish.raw &&
    areScoredAlike(score, kind.score)
  );
}

function areAlike(a: Readonly<Record<string, Factor>>, b: Readonly<Record<string, Factor>>): boolean {
  if (a === b) return true;
  let fields = 0;
  for (const name in a) {
    if (a[name] !== b[name]) return false;
    fields++;
  }
  for (const _ in b) fields--;
  return fields === 0;
}

function areScoredAlike(a: Trial["score"], b: Trial["score"]): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    (a.decoy === undefined) === (b.decoy === undefined) &&
    (a.firstLine === undefined) === (b.firstLine === undefined) &&
    (a.statedIn === undefined) === (b.statedIn === undefined) &&
    a.item === b.item &&
    a.abstained === b.abstained &&
    a.judgedBy === b.judgedBy &&
    a.found.length === b.found.length &&
    a.found.every((one, i) => one === b.found[i])
  );
}
