import type { Interval } from "../stats/interval.ts";

/** 0.876 -> "88 %"; what is not quite all or nothing keeps a decimal: 0.996 -> "99.6 %". */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  const exact = Math.abs(share * 100 - whole) < 1e-9;
  if (exact || (whole > 0 && whole < 100)) return `${whole} %`;
  const shown = Math.min(99.9, Math.max(0.1, share * 100));
  return `${shown.toFixed(1)} %`;
}

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
  return `${level} interval ${range(estimate)}, n = ${count(estimate.n)}`;
}

export function tokens(length: number): string {
  return `${count(length)} tokens`;
}

export function documents(n: number): string {
  return `n = ${count(n)} document${n === 1 ? "" : "s"}`;
}

/** Thousands apart by commas, whatever the machine's locale. */
export function count(n: number): string {
  return String(Math.round(n)).replace(/\B(?=(\d{3})+$)/g, ",");
}
