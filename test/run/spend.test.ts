import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MidspanError } from "../../src/errors.ts";
import { createLedger } from "../../src/run/ledger.ts";
import { costOf, type Price, worstCost } from "../../src/run/price.ts";
import { type Admission, createSpend, type Spend } from "../../src/run/spend.ts";
import type { Generation, Model, Sample } from "../../src/types.ts";
import { echoModel, echoSweep, echoTask, said } from "./stand-ins.ts";

const PRICE: Price = { input: 2, cachedInput: 0.5, output: 8 };
const PAID = echoModel({ id: "openai:paid" });

function sampleOf(promptTokens: number): Sample {
  const cell = { task: "echo", contextLength: 64, depth: 0, seed: 1, factors: echoTask.factors };
  return { ...echoTask.build(cell, { ...echoSweep(), ...PAID }), promptTokens };
}

function spendOf(limit: number, spent = 0): Spend {
  return createSpend({
    limit,
    spent,
    chargeOf: ({ id }) =>
      id === PAID.id ? { kind: "priced", entry: "paid", price: PRICE } : { kind: "none" },
  });
}

function answerOf(promptTokens: number, outputTokens: number, cachedTokens = 0): Generation {
  return { ...said("x"), promptTokens, outputTokens, cachedTokens };
}

describe("a ledger", () => {
  it("never lets booked and reserved pass the limit, in whatever order calls come and end", () => {
    const step = fc.oneof(
      fc.record({ reserve: fc.double({ min: 0, max: 0.4, noNaN: true }) }),
      fc.record({ book: fc.nat(50), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
    );
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 2, noNaN: true }),
        fc.array(step, { maxLength: 200 }),
        (limit, steps) => {
          const ledger = createLedger(limit, 0);
          const open: { readonly usd: number; book(usd: number): void }[] = [];
          for (const act of steps) {
            if ("reserve" in act) {
              const held = ledger.reserve(act.reserve);
              if (held === "wait") expect(ledger.reserved()).toBeGreaterThan(0);
              else if (held === "never") expect(ledger.booked() + act.reserve).toBeGreaterThan(limit - 1e-8);
              else open.push({ usd: act.reserve, book: held.book });
            } else {
              const [call] = open.splice(act.book % Math.max(1, open.length), 1);
              call?.book(call.usd * act.share);
            }
            expect(ledger.booked() + ledger.reserved()).toBeLessThanOrEqual(limit + 1e-9);
            expect(ledger.over()).toBe(0);
          }
        },
      ),
    );
  });

  it("takes back nothing twice", () => {
    const ledger = createLedger(1, 0);
    const held = ledger.reserve(0.5);
    if (typeof held === "string") throw new Error(held);
    held.book(0.2);
    held.book(0.4);
    expect([ledger.booked(), ledger.reserved()]).toEqual([0.2, 0]);
  });
});

describe("spend", () => {
  it("keeps the limit under any arrivals, and stops only when the next call could pass it", async () => {
    const call = fc.record({
      prompt: fc.integer({ min: 1, max: 5000 }),
      budget: fc.integer({ min: 16, max: 500 }),
      used: fc.double({ min: 0, max: 1, noNaN: true }),
      ends: fc.constantFrom("answer", "timeout", "rate-limited"),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(call, { minLength: 1, maxLength: 60 }),
        fc.double({ min: 0.001, max: 0.2, noNaN: true }),
        fc.scheduler(),
        async (calls, limit, scheduler) => {
          const spend = spendOf(limit);
          const check = (): void =>
            expect(spend.ledger.booked() + spend.ledger.reserved()).toBeLessThanOrEqual(limit + 1e-9);
          const work = calls.map(async ({ prompt, budget, used, ends }) => {
            await scheduler.schedule(Promise.resolve());
            let admission: Admission;
            try {
              admission = await spend.admit(PAID, sampleOf(prompt), budget);
            } catch (error) {
              expect(error).toMatchObject({ code: "spend-limit" });
              expect(spend.ledger.booked() + worstCost(PRICE, 5000, 500)).toBeGreaterThan(limit);
              return;
            }
            check();
            await scheduler.schedule(Promise.resolve());
            if (ends === "answer") admission.answered(answerOf(prompt, Math.floor(budget * used)));
            else admission.failed(new MidspanError(ends as "timeout", "gone"));
            check();
          });
          await scheduler.waitFor(Promise.all(work));
          expect(spend.ledger.reserved()).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("waits for calls that are out before it says no", async () => {
    const each = worstCost(PRICE, 1000, 100);
    const spend = spendOf(each * 1.5);
    const first = await spend.admit(PAID, sampleOf(1000), 100);
    let second: Admission | undefined;
    const waiting = spend.admit(PAID, sampleOf(1000), 100).then((admission) => {
      second = admission;
    });
    await new Promise(setImmediate);
    expect(second).toBeUndefined();
    first.answered(answerOf(1000, 10, 1000));
    await waiting;
    expect(second).toBeDefined();
    expect(spend.ledger.booked()).toBeCloseTo((1000 * 0.5 + 10 * 8) / 1e6, 12);
  });

  it("counts what the record has spent, and says what to do", async () => {
    const spend = spendOf(1, 0.9999);
    const error: unknown = await spend.admit(PAID, sampleOf(1000), 100).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "spend-limit", retryable: false });
    expect((error as MidspanError).message).toBe(
      "the next call could pass --max-cost; at most 1 USD, spent: 0.9999 USD",
    );
    expect((error as MidspanError).cure).toContain("--max-cost");
  });

  it("stops at once when a server counts more than was set aside, and says by how much", async () => {
    const spend = spendOf(0.01);
    const first = await spend.admit(PAID, sampleOf(1000), 100);
    first.answered(answerOf(6000, 100));
    expect(spend.ledger.over()).toBeCloseTo(0.0028, 9);
    await expect(spend.admit(PAID, sampleOf(1), 16)).rejects.toThrow(
      /is passed by 0\.0028 USD; .*spent: 0\.0128/,
    );
  });

  it("sets more aside once a server has counted more than was thought", async () => {
    const spend = spendOf(1);
    const first = await spend.admit(PAID, sampleOf(1000), 100);
    first.answered(answerOf(2000, 200));
    await spend.admit(PAID, sampleOf(1000), 100);
    expect(spend.ledger.reserved()).toBeCloseTo(2 * worstCost(PRICE, 1000, 100), 9);
  });

  it("sets aside what a model thinks, and more where tokens are estimated", async () => {
    const spend = spendOf(1);
    const thinks: Model = {
      ...PAID,
      details: { thinkingTokens: 4000 },
      tokenizer: { ...PAID.tokenizer, exact: false },
    };
    await spend.admit(thinks, sampleOf(1000), 100);
    expect(spend.ledger.reserved()).toBeCloseTo(1.3 * worstCost(PRICE, 1000, 4100), 9);
  });

  it("books a failed call in full unless the server refused it before it began", async () => {
    const spend = spendOf(1);
    (await spend.admit(PAID, sampleOf(1000), 100)).failed(new MidspanError("rate-limited", "later"));
    expect(spend.ledger.booked()).toBe(0);
    (await spend.admit(PAID, sampleOf(1000), 100)).failed(new MidspanError("timeout", "late"));
    expect(spend.ledger.booked()).toBeCloseTo(worstCost(PRICE, 1000, 100), 12);
  });

  it("lets models that nobody charges for pass, the limit reached or not", async () => {
    const spend = spendOf(1, 2);
    await expect(spend.admit(PAID, sampleOf(1), 16)).rejects.toThrow("--max-cost");
    (await spend.admit(echoModel(), sampleOf(1_000_000), 100)).answered(answerOf(1, 1));
    expect(spend.ledger.booked()).toBe(2);
  });

  it("lets nobody wait after a halt, and the next go on", async () => {
    const each = worstCost(PRICE, 1000, 100);
    const spend = spendOf(each);
    const first = await spend.admit(PAID, sampleOf(1000), 100);
    const halt = new AbortController();
    const halted = spend.admit(PAID, sampleOf(1000), 100, halt.signal);
    const next = spend.admit(PAID, sampleOf(900), 100);
    halt.abort(new Error("enough"));
    await expect(halted).rejects.toThrow("enough");
    first.failed(new MidspanError("rate-limited", "later"));
    await expect(next).resolves.toBeDefined();
  });
});

describe("prices", () => {
  it("charge a long prompt at its own rates, as a whole", () => {
    const price: Price = { ...PRICE, long: { above: 200_000, input: 4, output: 16 } };
    expect(costOf(price, { promptTokens: 200_000, outputTokens: 0 })).toBeCloseTo(0.4, 12);
    expect(costOf(price, { promptTokens: 200_001, outputTokens: 1000 })).toBeCloseTo(0.816_004, 12);
  });

  it("charge cached tokens that have no price of their own in full", () => {
    const { cachedInput: _, ...plain } = PRICE;
    const usage = { promptTokens: 1000, cachedTokens: 600, outputTokens: 0 };
    expect(costOf(plain, usage)).toBeCloseTo(0.002, 12);
    expect(costOf(PRICE, usage)).toBeCloseTo((400 * 2 + 600 * 0.5) / 1e6, 12);
  });

  it("are never above the worst, whatever a call uses of what it may", () => {
    const usage = fc.record({
      promptTokens: fc.nat(400_000),
      outputTokens: fc.nat(5000),
      cached: fc.double({ min: 0, max: 1, noNaN: true }),
      budget: fc.nat(5000),
    });
    fc.assert(
      fc.property(usage, ({ promptTokens, outputTokens, cached, budget }) => {
        const most = Math.max(budget, outputTokens);
        const cachedTokens = Math.floor(cached * promptTokens);
        expect(costOf(PRICE, { promptTokens, cachedTokens, outputTokens })).toBeLessThanOrEqual(
          worstCost(PRICE, promptTokens, most) + 1e-12,
        );
      }),
    );
  });
});
