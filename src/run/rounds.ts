import type { Trial } from "../record.ts";
import type { Model } from "../types.ts";
import { nextLook } from "./looks.ts";
import { baselineFamilies, contextFamily, type NamedPart, namedParts } from "./plan.ts";
import type { Family, Sweep } from "./sweep.ts";

/** What a decision is made of: answers and settings stay in the record. */
export type Seen = Omit<Trial, "output" | "generation" | "warnings">;

/** How far a model's (task, length) pairs are. */
export interface RoundsState {
  readonly decided: number;
  readonly cells: number;
  /** Trials of the plan that are no longer due. */
  readonly spared: number;
}

/** The families of one model, handed out round by round. */
export interface Rounds {
  /** Takes a trial of the record or of the run; those of other plans are left out of every decision. */
  take(trial: Trial): void;
  /**
   * Judges every open (task, length) by its documents so far, then gives the families of the next round, those that
   * are recorded included; undefined where nothing is open. To be called when all of the last round has been taken.
   */
  next(): readonly Family[] | undefined;
  state(): RoundsState;
}

interface OpenCell {
  readonly part: NamedPart;
  readonly length: number;
  /** Documents handed out. */
  asked: number;
  /** Ids of the last round's trials. */
  round: readonly string[];
  seen: Seen[];
}

/**
 * A plan whose (task, length) pairs end as soon as `isDecided` says so of their trials, at `sweep.trials` documents
 * at the latest. All depths of a document belong to one round, so pairs stay whole; a decision sees whole rounds
 * only, in the order of the seeds: which answer came first, how many were out at once, and whether the run was
 * stopped and taken up again change nothing. Trials that were not scored are handed to `isDecided` as they are.
 *
 * @example
 * ```ts
 * const rounds = createRounds(sweep, model, (seen) => seen.length > 100);
 * ```
 */
export function createRounds(
  sweep: Sweep,
  model: Model,
  isDecided: (trials: readonly Seen[]) => boolean,
): Rounds {
  const taken = new Map<string, Seen>();
  const cells = sweep.tasks.length * sweep.lengths.length;
  const parts = namedParts(sweep, model);
  let open: OpenCell[] = parts.flatMap((part) =>
    sweep.lengths.map((length) => ({ part, length, asked: 0, round: [], seen: [] })),
  );
  let begun = false;
  let decided = 0;
  let spared = 0;

  const close = (cell: OpenCell): boolean => {
    for (const id of cell.round) {
      const trial = taken.get(id);
      if (trial !== undefined) cell.seen.push(trial);
      taken.delete(id);
    }
    if (cell.asked === 0) return false;
    const done = isDecided(cell.seen);
    if (done) {
      decided++;
      spared += (sweep.trials - cell.asked) * sweep.depths.length;
    }
    return done || cell.asked >= sweep.trials;
  };
  const extend = (cell: OpenCell): Family[] => {
    const until = nextLook(cell.asked, sweep.trials);
    const families: Family[] = [];
    for (; cell.asked < until; cell.asked++)
      families.push(contextFamily(sweep, cell.part, cell.length, cell.asked));
    cell.round = families.flatMap(({ trials }) => trials.map(({ id }) => id));
    return families;
  };
  return {
    take: ({ output: _, generation: __, warnings: ___, ...trial }) => {
      if (trial.model === model.id) taken.set(trial.id, trial);
    },
    next: () => {
      open = open.filter((cell) => !close(cell));
      const baselines = begun ? [] : baselineFamilies(sweep, parts);
      begun = true;
      const families = [...baselines, ...inSeedOrder(open.map(extend))];
      return families.length === 0 ? undefined : families;
    },
    state: () => ({ decided, cells, spared }),
  };
}

/** Seeds outermost, as in a plan without rounds: neighbours in time share a document's text. */
function inSeedOrder(lists: readonly (readonly Family[])[]): Family[] {
  const seedOf = ({ trials }: Family): number => trials[0]?.cell.seed ?? 0;
  return lists.flat().sort((a, b) => seedOf(a) - seedOf(b));
}
