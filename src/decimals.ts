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
