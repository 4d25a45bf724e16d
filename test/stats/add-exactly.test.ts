import { expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { addExactly } from "../../src/stats/add-exactly.ts";

/** A double of at least 2^-40 and below 2^20 in units of 2^-100, which it is a whole number of. */
const whole = (value: number): bigint => BigInt(value * 2 ** 100);

function sumOf(values: readonly number[]) {
  const sum = { high: 0, low: 0 };
  for (const value of values) addExactly(sum, value);
  return sum;
}

it("a running sum is the nearest double to the exact sum, and its rest what that leaves over", () => {
  const rng = createRng("thirds");
  for (const scale of [1, -1, 1000]) {
    const values = Array.from({ length: 5000 }, () => (scale * (1 + rng.int(6))) / (1 + rng.int(7)));
    const exact = values.reduce((sum, value) => sum + whole(value), 0n);
    const { high, low } = sumOf(values);
    expect(high).toBe(Number(exact) / 2 ** 100);
    const rest = Number(exact - whole(high)) / 2 ** 100;
    expect(Math.abs(low - rest)).toBeLessThan(2 ** -80);
    expect(low).not.toBe(0);
  }
});

it("a running sum hangs on no order, where a plain one does", () => {
  const rng = createRng("order");
  const values = Array.from({ length: 3000 }, () => (rng.float() - 0.5) / 3);
  const orders = [1, 2, 3].map((seed) => createRng(seed).shuffle(values));
  expect(new Set(orders.map((order) => sumOf(order).high)).size).toBe(1);
  expect(new Set(orders.map((order) => order.reduce((sum, value) => sum + value, 0))).size).toBe(3);
  expect(sumOf([1e16, 1, -1e16]).high).toBe(1);
});
