import { grouped } from "../number-words.ts";
import type { Interval } from "../stats/interval.ts";

/** A difference of shares in percentage points, without unit: -0.034 -> "−3". */
export function points(difference: number): string {
  const whole = Math.round(difference * 100);
  return whole < 0 ? `−${-whole}` : `${whole}`;
}

/** In points: "80 to 94". */
export function range({ low, high }: Interval): string {
  return `${points(low)} to ${points(high)}`;
}

/** "95 % interval 80 to 94, n = 20", in points. */
export function interval(estimate: Interval & { readonly n: number }, level: string): string {
  return `${level} interval ${range(estimate)}, n = ${grouped(estimate.n)}`;
}

export function tokens(length: number): string {
  return `${grouped(length)} tokens`;
}

/** "512, 1,024 tokens", shortest first. */
export function listedTokens(lengths: readonly number[]): string {
  return `${[...lengths]
    .sort((a, b) => a - b)
    .map(grouped)
    .join(", ")} tokens`;
}

export function documents(n: number): string {
  return `n = ${grouped(n)} document${n === 1 ? "" : "s"}`;
}
