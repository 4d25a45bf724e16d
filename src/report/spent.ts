import type { Trial } from "../record.ts";

/** What the answers took, over all trials; a sum is of the trials that say it, and absent where none does. */
export interface Spent {
  readonly trials: number;
  readonly promptTokens?: Told;
  readonly cachedTokens?: Told;
  readonly outputTokens?: Told;
  readonly totalMs?: Told;
  /** Requests beyond the first of each trial. */
  readonly repeats: number;
  /** What models that judged the answers took beside. */
  readonly judges: readonly JudgeSpent[];
}

export interface JudgeSpent {
  /** The judge's id. */
  readonly by: string;
  readonly answers: number;
  readonly promptTokens?: Told;
  readonly outputTokens?: Told;
}

export interface Told {
  readonly sum: number;
  /** Trials that said it. */
  readonly n: number;
}

const FIELDS = ["promptTokens", "cachedTokens", "outputTokens", "totalMs"] as const;
const JUDGE_FIELDS = ["promptTokens", "outputTokens"] as const;

export interface SpentTally {
  add(trial: Trial): void;
  /** Adds what others took, as another tally told it. */
  join(later: Spent): void;
  spent(): Spent;
}

export function tallySpent(): SpentTally {
  const own = tallyFields(FIELDS);
  const judges = new Map<string, { answers: number; tally: FieldTally<(typeof JUDGE_FIELDS)[number]> }>();
  let trials = 0;
  let repeats = 0;
  const judgeNamed = (by: string) => {
    const judge = judges.get(by) ?? { answers: 0, tally: tallyFields(JUDGE_FIELDS) };
    judges.set(by, judge);
    return judge;
  };
  return {
    add: ({ generation, attempts }) => {
      trials++;
      repeats += Math.max(0, attempts - 1);
      if (generation === undefined) return;
      own.add(generation);
      const { judged } = generation;
      if (judged === undefined) return;
      const judge = judgeNamed(judged.by);
      judge.answers++;
      judge.tally.add(judged);
    },
    join: (later) => {
      trials += later.trials;
      repeats += later.repeats;
      own.join(later);
      for (const { by, answers, ...told } of later.judges) {
        const judge = judgeNamed(by);
        judge.answers += answers;
        judge.tally.join(told);
      }
    },
    spent: () => ({
      ...{ trials, repeats },
      ...own.told(),
      judges: [...judges].map(([by, { answers, tally }]) => ({ by, answers, ...tally.told() })),
    }),
  };
}

interface FieldTally<F extends string> {
  add(of: Readonly<Partial<Record<F, number>>>): void;
  join(later: Partial<Record<F, Told>>): void;
  told(): Partial<Record<F, Told>>;
}

function tallyFields<F extends string>(fields: readonly F[]): FieldTally<F> {
  const told: Partial<Record<F, { sum: number; n: number }>> = {};
  const addTo = (field: F, sum: number, n: number): void => {
    let sofar = told[field];
    if (sofar === undefined) {
      sofar = { sum: 0, n: 0 };
      told[field] = sofar;
    }
    sofar.sum += sum;
    sofar.n += n;
  };
  return {
    add: (of) => {
      for (const field of fields) {
        const value = of[field];
        if (value !== undefined) addTo(field, value, 1);
      }
    },
    join: (later) => {
      for (const field of fields) {
        const more = later[field];
        if (more !== undefined) addTo(field, more.sum, more.n);
      }
    },
    told: () => told,
  };
}
