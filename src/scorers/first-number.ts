import { type Accepted, acceptedList } from "./accepted.ts";

/**
 * Whether the first run of ASCII digits in the output is the label, digit for digit: "71,432" gives 71, "007" is
 * not "7".
 *
 * Source: Zhang et al. 2024 (InfiniteBench), passkey and number string.
 */
export function firstNumber(output: string, label: Accepted): boolean {
  const number = /[0-9]+/.exec(output)?.[0];
  return number !== undefined && acceptedList(label).includes(number);
}
