import { byText } from "./by-text.ts";

/** Order of documents, named "haystack#seed": by haystack, then by seed as a number, as a run makes them. */
export function byDocument(a: string, b: string): number {
  const [i, j] = [a.lastIndexOf("#"), b.lastIndexOf("#")];
  return byText(a.slice(0, i), b.slice(0, j)) || Number(a.slice(i + 1)) - Number(b.slice(j + 1));
}
