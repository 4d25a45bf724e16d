import type { Trial } from "../../record.ts";
import type { Cell } from "../../types.ts";

/** What one arm came to on one question: the share of its repeats that hit; undefined where none was scored. */
export interface ArmAnswers {
  readonly hits: number;
  readonly asked: number;
  readonly unscored: number;
}

/** Trials of one model at one length: arm -> question -> what came of it. */
export interface ArmGroup {
  readonly model: string;
  readonly length: number;
  readonly simulated: boolean;
  /** Its lengths are no counts. */
  readonly estimated: boolean;
  readonly arms: ReadonlyMap<string, ReadonlyMap<string, ArmAnswers>>;
  /** Factors of each arm. */
  readonly factors: ReadonlyMap<string, Cell["factors"]>;
  /** What a question is about: its item's name before the slash. */
  readonly kinds: ReadonlyMap<string, string>;
  /** Judge and rubric of questions that a model judged. */
  readonly judges: ReadonlyMap<string, string>;
  /** Answers of which the judge said neither yes nor no. */
  readonly unjudged: number;
}

/**
 * Gathers the trials of arms, which are tasks that begin with `prefix`. A question is an item where the suite has items
 * (asked again = a repeat of it), else a document.
 */
export function armGroups(trials: Iterable<Trial>, prefix: string, byItem: boolean): readonly ArmGroup[] {
  const groups = new Map<
    string,
    {
      readonly model: string;
      readonly length: number;
      readonly simulated: boolean;
      readonly estimated: boolean;
      readonly arms: Map<string, Map<string, { hits: number; asked: number; unscored: number }>>;
      readonly factors: Map<string, Cell["factors"]>;
      readonly kinds: Map<string, string>;
      readonly judges: Map<string, string>;
      unjudged: number;
      /** Item of a seed, known from any arm that was scored there. */
      readonly items: Map<number, string>;
    }
  >();
  const held = [...trials].filter(({ task }) => task.startsWith(prefix));
  for (const { model, cell, score, simulated, actual } of held) {
    const key = JSON.stringify([model, cell.contextLength]);
    const group = groups.get(key) ?? {
      model,
      length: cell.contextLength,
      simulated: simulated ?? false,
      estimated: actual.estimated ?? false,
      arms: new Map(),
      factors: new Map(),
      kinds: new Map(),
      judges: new Map(),
      unjudged: 0,
      items: new Map(),
    };
    groups.set(key, group);
    if (score?.item !== undefined) group.items.set(cell.seed, score.item);
  }
  for (const { model, task, cell, status, score } of held) {
    const group = groups.get(JSON.stringify([model, cell.contextLength]));
    if (group === undefined) continue;
    const item = group.items.get(cell.seed);
    const question = byItem && item !== undefined ? item : String(cell.seed);
    if (item !== undefined) group.kinds.set(question, item.slice(0, Math.max(0, item.indexOf("/"))));
    if (score?.judgedBy !== undefined) group.judges.set(question, score.judgedBy);
    if (status === "unjudged") group.unjudged++;
    const arm = task.slice(prefix.length);
    const answers = group.arms.get(arm) ?? new Map();
    group.arms.set(arm, answers);
    group.factors.set(arm, cell.factors);
    const known = answers.get(question) ?? { hits: 0, asked: 0, unscored: 0 };
    answers.set(question, known);
    if (status !== "scored" || score === undefined) known.unscored++;
    else {
      known.asked++;
      if (score.recall === 1) known.hits++;
    }
  }
  return [...groups.values()].sort((a, b) =>
    a.model < b.model ? -1 : a.model > b.model ? 1 : a.length - b.length,
  );
}

/** A group's arms over the questions that all of them answered. */
export interface PairedArms {
  readonly questions: readonly string[];
  /** Questions that some arm did not answer; in no number. */
  readonly left: number;
  /** Arm -> hit or not, in the questions' order: more than half of the repeats. */
  readonly hits: ReadonlyMap<string, readonly boolean[]>;
}

export function pairedArms({ arms }: ArmGroup, names: readonly string[]): PairedArms {
  const all = [...new Set(names.flatMap((name) => [...(arms.get(name)?.keys() ?? [])]))].sort();
  const questions = all.filter((question) =>
    names.every((name) => (arms.get(name)?.get(question)?.asked ?? 0) > 0),
  );
  const isHit = (name: string, question: string): boolean => {
    const { hits = 0, asked = 0 } = arms.get(name)?.get(question) ?? {};
    return 2 * hits > asked;
  };
  return {
    questions,
    left: all.length - questions.length,
    hits: new Map(names.map((name) => [name, questions.map((question) => isHit(name, question))])),
  };
}
