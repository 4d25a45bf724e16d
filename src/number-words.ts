/** "12 %". A share that is not quite 0 or 1 never reads as if it were: 0.997 is "99.7 %". */
export function percent(share: number): string {
  const whole = Math.round(share * 100);
  // A mean of all-right answers may lie a little below 1.
  const isWhole = Math.abs(share * 100 - whole) < 1e-9;
  const isEdge = !isWhole && (whole === 100 || whole === 0);
  const text = `${isEdge ? (share * 100).toFixed(1) : whole} %`;
  return text === "100.0 %" ? "> 99.9 %" : text === "0.0 %" ? "< 0.1 %" : text;
}

/** "1,024": thousands apart by commas, whatever the machine's locale. */
export function grouped(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** With so many decimals, and never as a nothing below 0: -0.04 -> "0.0". */
export function decimals(value: number, places: number): string {
  const text = value.toFixed(places);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

/** The same with the minus of a sentence. */
export function signedDecimals(value: number, places: number): string {
  return decimals(value, places).replace("-", "\u2212");
}

/** A p-value in a sentence. */
export function chance(p: number): string {
  return p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(3)}`;
}

/** The same in a table, whose head says that it is one; empty where there is none. */
export function chanceCell(p: number | undefined): string {
  return p === undefined ? "" : p < 0.001 ? "< 0.001" : p.toFixed(3);
}
