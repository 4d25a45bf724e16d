/**
 * Width of a text in DejaVu Sans, in pixels, from rounded advance widths (in em). Vega has no font file at hand
 * and would reckon 0.8 em a letter, which leaves charts a third too wide and differs where `canvas` is installed.
 */
export function textWidth(text: string, fontSize: number, bold: boolean): number {
  let em = 0;
  for (const char of text) em += advance(char);
  return em * fontSize * (bold ? 1.12 : 1);
}

function advance(char: string): number {
  if (" ijl.,:;|'!I()[]/\\-ft".includes(char)) return 0.35;
  if ("mwMW%@+=<>\u2212".includes(char)) return 0.9;
  return /[A-Z]/.test(char) ? 0.7 : 0.62;
}
