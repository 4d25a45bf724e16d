import { type RecordRow, rowNumber } from "../record-row.ts";
import type { Spent, Told } from "./spent.ts";

const FIELDS = ["promptTokens", "cachedTokens", "outputTokens", "totalMs"] as const;
type Field = (typeof FIELDS)[number];
const PLACES = FIELDS.map(rowNumber);
const JUDGE_FIELDS = ["promptTokens", "outputTokens"] as const;

export interface SpentTally {
  add(row: RecordRow): void;
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
    add: ({ kind: { generation, attempts }, numbers }) => {
      trials++;
      repeats += Math.max(0, attempts - 1);
      for (let i = 0; i < FIELDS.length; i++) own.add(FIELDS[i] as Field, numbers[PLACES[i] as number]);
      const judged = generation?.judged;
      if (judged === undefined) return;
      const judge = judgeNamed(judged.by);
      judge.answers++;
      for (const field of JUDGE_FIELDS) judge.tally.add(field, judged[field]);
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
  /** @param value undefined or NaN = not said */
  add(field: F, value: number | undefined): void;
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
    add: (field, value) => {
      if (value !== undefined && !Number.isNaN(value)) addTo(field, value, 1);
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
