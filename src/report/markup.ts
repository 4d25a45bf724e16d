import { visibleText } from "../charts/visible-text.ts";

/** HTML that is safe to send: made only by `html` from escaped values, or by `trusted` from our own text. */
export interface Markup {
  readonly markup: string;
}

type Value = Markup | readonly Markup[] | string | number | undefined;

/**
 * The one way in which the report makes HTML: every value that is not itself Markup is escaped, so a model's
 * answer cannot become an element, an attribute or a script, and nothing in it stays invisible.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Markup {
  return { markup: parts.map((part, i) => part + (i < values.length ? markupOf(values[i]) : "")).join("") };
}

/** For text of this project alone (style sheet, SVG from `tidySvg`). */
export function trusted(markup: string): Markup {
  return { markup };
}

/** Safe as text and within a quoted attribute. */
export function escapeHtml(text: string): string {
  return visibleText(text).replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function markupOf(value: Value): string {
  if (value === undefined) return "";
  if (typeof value === "string" || typeof value === "number") return escapeHtml(String(value));
  return "markup" in value ? value.markup : value.map((item) => item.markup).join("");
}
