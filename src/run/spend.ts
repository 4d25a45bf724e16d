import { MidspanError } from "../errors.ts";
import type { Generation, Model, Sample } from "../types.ts";
import { createLedger, type Ledger, type Reservation } from "./ledger.ts";
import { type Charge, type Price, usageCost, worstCost } from "./price.ts";

/** Leave to send one request. */
export interface Admission {
  /** Books what the answer cost. */
  answered(generation: Generation): void;
  /** Books nothing where the provider made nothing that it charges for, else all that was reserved. */
  failed(error: unknown): void;
}

/** Watches over what a run costs, all its models together. */
export interface Spend {
  readonly ledger: Ledger;
  /**
   * Leave to send a request that may cost as much as its prompt at full price and the whole of `maxOutputTokens`,
   * with what the model may think beyond. Waits, first come first served, while calls that are out may leave room.
   * Throws `spend-limit` where it is not to be sent, and the reason of the signal.
   */
  admit(model: Model, sample: Sample, maxOutputTokens: number, halt?: AbortSignal): Promise<Admission>;
}

/** Limit and what counts towards it. */
export interface SpendOptions {
  /** USD; Infinity = only counted. */
  readonly limit: number;
  /** USD that the record has spent. */
  readonly spent: number;
  chargeOf(model: Model): Charge;
}

/** Where a tokenizer only estimates, the provider may count so much more. */
const ESTIMATE_MARGIN = 1.3;
/** Some servers take no smaller limit of the answer. */
const FEWEST_OUTPUT_TOKENS = 16;

const FREE: Admission = { answered: () => undefined, failed: () => undefined };

interface Waiting {
  readonly price: Price;
  /** USD. */
  readonly worst: number;
  readonly margin: number;
  readonly promptTokens: number;
  admit(admission: Admission): void;
  refuse(reason: unknown): void;
}

/**
 * Keeps what a run may cost, over all of its models.
 *
 * @example
 * ```ts
 * const spend = createSpend({ limit: 5, spent: 0, chargeOf: (model) => chargeOf(model, listed) });
 * ```
 */
export function createSpend({ limit, spent, chargeOf }: SpendOptions): Spend {
  const ledger = createLedger(limit, spent);
  const queue: Waiting[] = [];
  let closed = false;
  /** The most that a call cost for each dollar that was thought the most; what is set aside follows it. */
  let surprise = 1;

  const close = (): void => {
    closed = true;
    for (const { refuse } of queue.splice(0)) refuse(limitError(ledger, limit));
  };
  const pump = (): void => {
    if (ledger.over() > 0) close();
    for (let first = queue[0]; first !== undefined; first = queue[0]) {
      const held = ledger.reserve(first.worst * Math.max(first.margin, surprise));
      if (held === "wait") return;
      if (held === "never") {
        close();
        return;
      }
      queue.shift();
      first.admit(admission(first, held));
    }
  };
  const admission = ({ price, worst, promptTokens }: Waiting, held: Reservation): Admission => ({
    answered: (generation) => {
      const cost = usageCost(price, generation, promptTokens, generation.text.length);
      held.book(cost);
      if (worst > 0) surprise = Math.max(surprise, cost / worst);
      pump();
    },
    failed: (error) => {
      held.book(error instanceof MidspanError && isUncharged(error.code) ? 0 : undefined);
      pump();
    },
  });

  return {
    ledger,
    admit: async (model, sample, maxOutputTokens, halt) => {
      const charge = chargeOf(model);
      if (charge.kind !== "priced") return FREE;
      halt?.throwIfAborted();
      if (closed) throw limitError(ledger, limit);
      const { promptTokens } = sample;
      const output = Math.max(FEWEST_OUTPUT_TOKENS, maxOutputTokens + thinkingTokens(model));
      const worst = worstCost(charge.price, promptTokens, output);
      const margin = model.tokenizer.exact ? 1 : ESTIMATE_MARGIN;
      return new Promise((resolve, reject) => {
        const settle = (act: () => void): void => {
          halt?.removeEventListener("abort", leave);
          act();
        };
        const waiting: Waiting = {
          ...{ price: charge.price, worst, margin, promptTokens },
          admit: (admitted) => settle(() => resolve(admitted)),
          refuse: (reason) => settle(() => reject(reason)),
        };
        const leave = (): void => {
          queue.splice(queue.indexOf(waiting), 1);
          waiting.refuse(halt?.reason);
          pump();
        };
        queue.push(waiting);
        halt?.addEventListener("abort", leave);
        pump();
      });
    },
  };
}

/** Tokens that a model may think beyond its answer, as its adapter says in `details`. */
export function thinkingTokens({ details }: Pick<Model, "details">): number {
  return typeof details.thinkingTokens === "number" ? details.thinkingTokens : 0;
}

/** Whether a call that failed with a code ended before the provider made anything that it charges for. */
export function isUncharged(code: string): boolean {
  return UNCHARGED.includes(code);
}

const UNCHARGED: readonly string[] = [
  "rate-limited",
  "quota-exhausted",
  "model-unavailable",
  "context-window",
  "does-not-fit",
];

function limitError(ledger: Ledger, limit: number): MidspanError {
  const [booked, over] = [ledger.booked(), ledger.over()];
  const what =
    over > 0
      ? `calls cost more than was set aside for them; --max-cost ${limit} is passed by ${usd(over)} USD`
      : "the next call could pass --max-cost";
  return new MidspanError("spend-limit", `${what}; at most ${limit} USD, spent: ${usd(booked)} USD`, {
    cure: "The same command with a higher --max-cost goes on; what the record has spent counts.",
  });
}

function usd(amount: number): string {
  return amount.toFixed(4);
}
