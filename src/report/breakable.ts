import { html, type Markup } from "./markup.ts";

/** Text whose model ids may break after `:`, `+` and `/` instead of in the middle of a number. */
export function breakable(text: string): Markup {
  const pieces = text.split(/(?<=[:+/])(?=\S)/);
  return html`${pieces.map((piece, i) => (i === 0 ? html`${piece}` : html`<wbr>${piece}`))}`;
}
