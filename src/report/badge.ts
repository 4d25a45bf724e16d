import { gapLines } from "../charts/gap-lines.ts";
import type { ChartStyle } from "../charts/style.ts";
import { textWidth } from "../charts/text-width.ts";
import type { Finding } from "../findings.ts";
import { escapeHtml } from "./markup.ts";

const COLOURS: Readonly<Record<string, string>> = {
  flat: "#007a59",
  "lost in the middle": "#b34700",
  "primacy only": "#8a5a00",
  "recency only": "#8a5a00",
  inverted: "#8a5a00",
};

/**
 * "middle gap 12 pp \u00b1 4" as a badge: the largest gap of the run, half the width of its interval behind it. The title
 * says of which model, at which length and from how many documents. `undefined` where no gap was measured.
 */
export function badgeSvg(findings: readonly Finding[], style: ChartStyle): string | undefined {
  const { lines } = gapLines(
    findings.find(({ name }) => name === "middle-gap"),
    style,
  );
  const [first, ...others] = lines;
  if (first === undefined) return undefined;
  const { gap, low, high, verdict, label } = others.reduce(
    (most, one) => (one.gap > most.gap ? one : most),
    first,
  );
  const value = `${Math.round(gap * 100)} pp \u00b1 ${Math.round(((high - low) / 2) * 100)}`.replace(
    "-",
    "\u2212",
  );
  const [left, right] = ["middle gap", value].map((text) => Math.ceil(textWidth(text, 11, false)) + 12) as [
    number,
    number,
  ];
  const middle = (start: number, width: number): number => start + width / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${escapeHtml(label)}"><title>${escapeHtml(label)}</title><rect width="${left}" height="20" rx="3" fill="#444"/><rect x="${left}" width="${right}" height="20" rx="3" fill="${COLOURS[verdict] ?? "#57606a"}"/><g fill="#fff" font-family="DejaVu Sans, Verdana, sans-serif" font-size="11" text-anchor="middle"><text x="${middle(0, left)}" y="14">middle gap</text><text x="${middle(left, right)}" y="14">${value}</text></g></svg>\n`;
}
