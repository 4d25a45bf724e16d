import type { Charge } from "../run/price.ts";
import type { Sweep } from "../run/sweep.ts";
import { type Charges, chargeIn } from "./charges.ts";
import { isGuessed } from "./measure-tokens.ts";
import { type Pace, type Span, timeOf } from "./pace.ts";
import { countPlan, type PlanCount } from "./plan-count.ts";
import { smallestGap } from "./plan-gap.ts";

/** What a sweep asks for, before anything is asked. */
export interface PlanReport {
  readonly models: readonly PlannedModel[];
  readonly depths: number;
  /** Documents a cell. */
  readonly trials: number;
  /** `undefined` where the depths show none. */
  readonly smallestGap: number | undefined;
  /** What the needle source left out of a user's file, and what else bounds the figures. */
  readonly notes: readonly string[];
}

export interface PlannedModel {
  readonly model: string;
  /** By which estimate tokens are counted; absent = they are counted. */
  readonly estimate?: string;
  /** Whether a run betters the estimate by one probe. */
  readonly measured: boolean;
  readonly charge: Charge;
  readonly count: PlanCount;
  /** Seconds; absent where nobody knows how fast the model is. */
  readonly time?: Span;
}

export interface PlanOptions {
  readonly charges: Charges;
  /** Prompts of a model to build at most; above it figures are extrapolated from a sample of documents. */
  readonly most: number;
  /** Whether prompts go out so that caches can serve what they share. */
  readonly shared: boolean;
  /** Whether a run measures what nobody can count; see `measureTokens`. */
  readonly measures: boolean;
  /** By model id, from a probe or an earlier record. */
  readonly paces?: ReadonlyMap<string, Pace>;
}

export function planReport(sweep: Sweep, options: PlanOptions): PlanReport {
  const { charges, most, shared, paces } = options;
  const counted = new Map<string, PlanCount>();
  const models = sweep.models.map((model): PlannedModel => {
    const charge = chargeIn(charges, model.id);
    // Models that count alike are sent the same prompts.
    const key = JSON.stringify([model.tokenizer.id, model.prefill, charge, model.details.thinkingTokens]);
    const count = counted.get(key) ?? countPlan(sweep, model, { charge, most, shared });
    counted.set(key, count);
    const pace = paces?.get(model.id);
    return {
      model: model.id,
      ...(model.tokenizer.exact ? {} : { estimate: model.tokenizer.id }),
      measured: options.measures && isGuessed(model),
      charge,
      count,
      ...(pace === undefined ? {} : { time: timeOf(count.total, pace) }),
    };
  });
  const { depths, trials } = sweep;
  return {
    models,
    depths: depths.length,
    trials,
    smallestGap: smallestGap(depths, trials),
    notes: [
      ...(sweep.needles.notes ?? []),
      ...(sweep.untilDecided === undefined
        ? []
        : ["At most: a task and length ends as soon as its verdict is decided."]),
    ],
  };
}

/** USD of all models that have a price. */
export function costOfPlan({ models }: PlanReport): Span {
  return models.reduce(
    (sum, { count: { total } }) => ({
      low: sum.low + total.leastCost,
      high: sum.high + total.mostCost,
    }),
    { low: 0, high: 0 },
  );
}
