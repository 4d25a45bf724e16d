import type { Trial } from "../record.ts";
import type { RowKind } from "../row-kind.ts";
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

/** A row's kind, without what no analysis asks for; or another store's. */
type Told = Omit<RowKind, "warnings" | "source">;

/** The number of a row's kind: by its text, but where it is the very one that was asked about before. */
export function kindFinder(kinds: Kind[]): (told: Told) => number {
  const known = new Map<string, number>();
  const met = new Map<Told, number>();
  return (told) => {
    const before = met.get(told);
    if (before !== undefined) return before;
    const at = kindOf(told, kinds, known);
    // Trials that share nothing come once each.
    if (met.size === MOST_MET) met.clear();
    met.set(told, at);
    return at;
  };
}

const MOST_MET = 1024;

function kindOf(told: Told, kinds: Kind[], known: Map<string, number>): number {
  const key = keyOf(told);
  const found = known.get(key);
  if (found !== undefined) return found;
  known.set(key, kinds.length);
  return kinds.push(newKind(told)) - 1;
}

/** All that a kind is made of, as text. Written out: it is made for every trial of a record whose lines share nothing. */
function keyOf(kind: Told): string {
  const { cell, actual, score, generation, error } = kind;
  const said = `${kind.model}\n${kind.task}\n${kind.taskVersion}\n${kind.haystack}\n${cell.task}\n${actual.tokenizer}\n${kind.status}\n${kind.attempts}`;
  const marks = `${kind.simulated} ${actual.estimated} ${actual.depthUnknown} ${actual.documents} ${error?.code}`;
  const depths = actual.goldDepths.length;
  const has = (one: unknown): string => (one === undefined ? "" : "+");
  const judged =
    score &&
    `${score.found.join()} ${has(score.firstLine)} ${score.abstained} ${has(score.statedIn)} ${score.judgedBy} ${has(score.decoy)} ${score.item && JSON.stringify(score.item)}`;
  const ended = generation && JSON.stringify(generation.finish);
  const published = kind.published && JSON.stringify(kind.published);
  return `${said}\n${marks}\n${depths}\n${judged}\n${ended}\n${published}\n${JSON.stringify(cell.factors)}`;
}

function newKind(kind: Told): Kind {
  const { cell, actual, score, generation, error } = kind;
  return {
    schema: 1,
    model: kind.model,
    ...(kind.simulated && { simulated: true }),
    task: kind.task,
    taskVersion: kind.taskVersion,
    haystack: kind.haystack,
    cell: { ...cell, contextLength: 0, depth: 0, seed: 0 },
    actual: { ...actual, tokens: 0, goldDepths: actual.goldDepths.map(() => 0) },
    status: kind.status,
    ...(score && { score: blankOf(score) }),
    ...(generation && { generation: { finish: generation.finish } }),
    ...(error && { error: { code: error.code, message: "" } }),
    ...(kind.published && { published: kind.published }),
    attempts: kind.attempts,
  };
}

function blankOf({ firstLine, statedIn, decoy, ...shared }: NonNullable<Told["score"]>): Score {
  return {
    ...shared,
    recall: 0,
    ...(firstLine !== undefined && { firstLine: 0 }),
    ...(statedIn !== undefined && { statedIn: 0 }),
    ...(decoy !== undefined && { decoy: "" }),
  };
}
