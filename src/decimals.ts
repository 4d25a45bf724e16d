/** With so many decimals, and never as a nothing below 0: -0.04 -> "0.0". */
export function decimals(value: number, places: number): string {
  const text = value.toFixed(places);
  return Number(text) === 0 ? text.replace("-", "") : text;
}

/** The same with the minus of a sentence. */
export function signedDecimals(value: number, places: number): string {
  return decimals(value, places).replace("-", "\u2212");
}
