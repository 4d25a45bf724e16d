/** What a method says of its correction: "; p: exact McNemar" + ", Holm over 3". Of one claim there is nothing to correct. */
export function holmOver(family: number): string {
  return family > 1 ? `, Holm over ${family}` : "";
}
