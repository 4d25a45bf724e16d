import { DISTRUSTED } from "../analysis/loss-by-depth.ts";
import { type GapLine, gapLines } from "../charts/gap-lines.ts";
import { seriesOf } from "../charts/series.ts";
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
 * "middle gap 12 pp \u00b1 4" as a badge: the largest gap of the run, with the ends of its interval where they are not
 * equally far, or that it is not to be trusted. The title says of which model, at which length and from how many
 * documents. `undefined` where no gap was measured.
 */
export function badgeSvg(findings: readonly Finding[], style: ChartStyle): string | undefined {
  const { lines } = gapLines(
    findings.find(({ name }) => name === "middle-gap"),
    style,
    seriesOf,
  );
  const [first, ...others] = lines;
  if (first === undefined) return undefined;
  const { gap, low, high, verdict, label } = others.reduce(
    (most, one) => (isWorse(one, most) ? one : most),
    first,
  );
  const value = verdict === DISTRUSTED ? verdict : gapWords(gap, low, high);
  const [left, right] = ["middle gap", value].map((text) => Math.ceil(textWidth(text, 11, false)) + 12) as [
    number,
    number,
  ];
  const middle = (start: number, width: number): number => start + width / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${escapeHtml(label)}"><title>${escapeHtml(label)}</title><rect width="${left}" height="20" rx="3" fill="#444"/><rect x="${left}" width="${right}" height="20" rx="3" fill="${COLOURS[verdict] ?? "#57606a"}"/><g fill="#fff" font-family="DejaVu Sans, Verdana, sans-serif" font-size="11" text-anchor="middle"><text x="${middle(0, left)}" y="14">middle gap</text><text x="${middle(left, right)}" y="14">${value}</text></g></svg>\n`;
}

function gapWords(gap: number, low: number, high: number): string {
  const points = (share: number): string => String(Math.round(share * 100)).replace("-", "\u2212");
  const [below, above] = [Math.round((gap - low) * 100), Math.round((high - gap) * 100)];
  const interval =
    Math.abs(below - above) <= 1
      ? `\u00b1 ${points((high - low) / 2)}`
      : `(${points(low)} to ${points(high)})`;
  return `${points(gap)} pp ${interval}`;
}

/** What cannot be trusted goes before any gap: the rest of the run could hide behind it. */
function isWorse(one: GapLine, than: GapLine): boolean {
  const [a, b] = [one.verdict === DISTRUSTED, than.verdict === DISTRUSTED];
  return a === b ? one.gap > than.gap : a;
}
