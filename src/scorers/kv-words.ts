import { type Accepted, acceptedList } from "./accepted.ts";

/**
 * Whether the label is one of the output's words, case included, after newline : " ' . , ? ! { } became spaces. A
 * label with any of these inside is therefore never found.
 *
 * Source: Zhang et al. 2024 (InfiniteBench), key-value retrieval.
 */
export function kvWords(output: string, label: Accepted): boolean {
  const words = new Set(output.replace(/[\n:"'.,?!{}]/g, " ").split(/\s+/));
  return acceptedList(label).some((wanted) => wanted !== "" && words.has(wanted));
}
