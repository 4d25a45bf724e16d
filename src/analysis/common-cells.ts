import type { Trial } from "../record.ts";
import type { Depth } from "../types.ts";
import { byDocument } from "./by-document.ts";
import { byText } from "./by-text.ts";
import type { ZoneSum } from "./zones.ts";

/** One of the runs or models that are compared. */
export interface Side {
  readonly name: string;
  readonly trials: readonly Trial[];
  /** Name of its source of needles, where its plan says. */
  readonly needles?: string;
}

/** A question that every side was asked. */
export interface CommonCell {
  readonly task: string;
  readonly length: number;
  /** NaN where it is not recorded. */
  readonly depth: Depth;
  readonly document: string;
  /** One a side, in the order of sides: repeats of a question are of one cell. */
  readonly sides: readonly ZoneSum[];
}

/** What a question is made of; questions are the same where all of it is. */
type Question = Readonly<Record<(typeof FIELDS)[number], string | number>>;

export const FIELDS = [
  "task",
  "task version",
  "length",
  "depth",
  "seed",
  "factors",
  "haystack",
  "needles",
] as const;

interface Asked {
  readonly question: Question;
  readonly document: string;
  readonly sums: (ZoneSum | undefined)[];
}

/** What the sides were asked. */
export interface Pairing {
  /** Sorted by task, length, depth, document. */
  readonly cells: readonly CommonCell[];
  /** Questions of each side that not every other side was asked. */
  readonly alone: readonly (readonly Question[])[];
  /** Of each side, every value of each field of its questions. */
  readonly values: readonly ReadonlyMap<keyof Question, ReadonlySet<string | number>>[];
}

/** Pairs the context arms of several sides question by question; state grows with questions, not with answers. */
export function commonCells(sides: readonly Side[]): Pairing {
  const asked = new Map<string, Asked>();
  for (const [index, side] of sides.entries())
    for (const trial of side.trials) {
      if ((trial.cell.factors.arm ?? "context") !== "context") continue;
      const question = questionOf(trial, side);
      const key = JSON.stringify(FIELDS.map((field) => question[field]));
      const document = `${trial.haystack}#${trial.cell.seed}`;
      const one = asked.get(key) ?? { question, document, sums: [] };
      asked.set(key, one);
      const { recall, scored } = one.sums[index] ?? { recall: 0, scored: 0 };
      const score = trial.status === "scored" ? trial.score : undefined;
      one.sums[index] =
        score === undefined ? { recall, scored } : { recall: recall + score.recall, scored: scored + 1 };
    }
  const all = [...asked.values()];
  const isCommon = ({ sums }: Asked): boolean => sides.every((_, index) => sums[index] !== undefined);
  const alone = sides.map((_, index) =>
    all.filter((one) => one.sums[index] !== undefined && !isCommon(one)).map(({ question }) => question),
  );
  const values = sides.map((_, index) => {
    const own = all.filter(({ sums }) => sums[index] !== undefined);
    return new Map(FIELDS.map((field) => [field, new Set(own.map(({ question }) => question[field]))]));
  });
  return { cells: all.filter(isCommon).map(cellOf).sort(inOrder), alone, values };
}

function questionOf({ task, taskVersion, haystack, cell, actual }: Trial, { needles }: Side): Question {
  const { arm: _, ...factors } = cell.factors;
  const sorted = Object.entries(factors).sort(([a], [b]) => byText(a, b));
  return {
    task,
    "task version": taskVersion,
    length: cell.contextLength,
    depth: actual.depthUnknown ? "not recorded" : cell.depth,
    seed: cell.seed,
    factors: sorted.map(([name, value]) => `${name} = ${value}`).join(", "),
    haystack,
    needles: needles ?? "not recorded",
  };
}

function cellOf({ question, document, sums }: Asked): CommonCell {
  const { task, length, depth } = question;
  return {
    task: String(task),
    length: Number(length),
    depth: depth === "not recorded" ? Number.NaN : Number(depth),
    document,
    sides: sums as ZoneSum[],
  };
}

function inOrder(a: CommonCell, b: CommonCell): number {
  const depth = (one: CommonCell): number => (Number.isNaN(one.depth) ? 2 : one.depth);
  return (
    byText(a.task, b.task) || a.length - b.length || depth(a) - depth(b) || byDocument(a.document, b.document)
  );
}
