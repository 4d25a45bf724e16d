import { MidspanError } from "../errors.ts";
import { hoistAttributes } from "./hoist-attributes.ts";

const TAG = /<(?:[^"'<>]|"[^"]*"|'[^']*')*>/g;
// Backgrounds and foregrounds that paint nothing.
const EMPTY =
  /<path class="(?:background|foreground)" aria-hidden="true" d="[^"]*"(?: pointer-events="none")?(?: display="none")?\/>/g;
const NO_EFFECT = / (?:opacity="1"|fill-opacity="1"|stroke-opacity="1"|stroke-dasharray="1,0"|[xy]2="0")/g;
const HARMLESS = new Set(
  "svg g path text tspan rect line title desc defs clipPath linearGradient radialGradient pattern stop".split(
    " ",
  ),
);

/**
 * Makes Vega's SVG fit to stand in a page: every labelled mark also says its label on hover (a title element
 * works without a script), ids carry the chart's name so that charts do not clip one another, coordinates are
 * cut to a tenth of a pixel,
 * what paints nothing is left out.
 * Throws `internal` where the SVG holds anything that could run or load something.
 */
export function tidySvg(svg: string, name: string): string {
  const drawn = svg.replace(EMPTY, "").replace(TAG, (tag) => {
    const element = /^<\/?([A-Za-z]+)/.exec(tag)?.[1] ?? "";
    if (!HARMLESS.has(element) || /\s(?:on\w+|href|xlink:href|style)=/.test(bare(tag)))
      throw new MidspanError(
        "internal",
        `chart ${name}; only drawing elements may occur in it: ${tag.slice(0, 80)}`,
      );
    return titled(unhoverable(shortened(tag)).replace(/( id="|url\(#)/g, `$1${name}-`), element);
  });
  return hoistAttributes(drawn);
}

/** The tag with its attributes' values left out, so that a label cannot look like an attribute. */
function bare(tag: string): string {
  return tag.replace(/"[^"]*"/g, '""');
}

function shortened(tag: string): string {
  return tag
    .replace(NO_EFFECT, "")
    .replace(
      /\b(d|transform|x|y|x1|x2|y1|y2|width|height|viewBox)="([^"]*)"/g,
      (_, attribute: string, value: string) =>
        `${attribute}="${value.replace(/-?\d+\.\d{2,}(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 10) / 10))}"`,
    );
}

/** What is hidden from a screen reader must not stand between the pointer and the mark below it either. */
function unhoverable(tag: string): string {
  return tag.startsWith("<g ") && tag.includes(' aria-hidden="true"') && !tag.includes(" pointer-events=")
    ? tag.replace("<g ", '<g pointer-events="none" ')
    : tag;
}

function titled(tag: string, element: string): string {
  const label = / aria-label="([^"]*)"/.exec(tag)?.[1];
  if (label === undefined || !tag.includes('role="graphics-symbol"') || !tag.endsWith("/>")) return tag;
  return `${tag.slice(0, -2)}><title>${label}</title></${element}>`;
}
