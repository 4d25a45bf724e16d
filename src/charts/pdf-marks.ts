import { assertThat } from "../errors.ts";
import { colourOf, FIRST_PAINT, numberOf, type Paint, paintOf } from "./paint.ts";
import { isElement, ownText, type SvgElement, type SvgNode } from "./svg-element.ts";

/** What of pdfkit's document is drawn with. */
export type Sheet = PDFKit.PDFDocument;

export const FACES = { regular: "DejaVuSans.ttf", bold: "DejaVuSans-Bold.ttf" } as const;

/**
 * Draws what `tidySvg` lets through, which is what Vega writes: groups that move, turn and cut, paths, rectangles,
 * lines, text on several lines, and one gradient across a rectangle. Throws `internal` for anything else, since a
 * picture that lacks a mark in silence would be a wrong one.
 */
export function drawMarks(sheet: Sheet, root: SvgElement): void {
  const named = new Map<string, SvgElement>();
  collect(root, named);
  for (const child of root.children) draw(sheet, child, paintOf(root.attribs, FIRST_PAINT), named);
}

function collect(element: SvgElement, named: Map<string, SvgElement>): void {
  if (element.attribs.id !== undefined) named.set(element.attribs.id, element);
  for (const child of element.children) if (isElement(child)) collect(child, named);
}

function draw(sheet: Sheet, node: SvgNode, outer: Paint, named: ReadonlyMap<string, SvgElement>): void {
  if (!isElement(node) || ["defs", "title", "desc"].includes(node.name) || node.attribs.display === "none")
    return;
  const { name, attribs, children } = node;
  const paint = paintOf(attribs, outer);
  sheet.save();
  move(sheet, attribs.transform ?? "");
  if (attribs["clip-path"] !== undefined) cut(sheet, referenced(attribs["clip-path"], named));
  const at = (attribute: string): number => numberOf(attribs[attribute], 0);
  if (name === "g") for (const child of children) draw(sheet, child, paint, named);
  else if (name === "text") write(sheet, node, paint);
  else if (name === "path") {
    if ((attribs.d ?? "") !== "") fillAndStroke(sheet, () => sheet.path(attribs.d ?? ""), paint, node, named);
  } else if (name === "rect")
    fillAndStroke(sheet, () => sheet.rect(at("x"), at("y"), at("width"), at("height")), paint, node, named);
  else if (name === "line") {
    const whole = { ...paint, fill: "none" };
    fillAndStroke(
      sheet,
      () => sheet.moveTo(at("x1"), at("y1")).lineTo(at("x2"), at("y2")),
      whole,
      node,
      named,
    );
  } else assertThat(false, "internal", () => `chart as PDF; marks that Vega draws: <${name}>`);
  sheet.restore();
}

function move(sheet: Sheet, transform: string): void {
  for (const [, kind, numbers = ""] of transform.matchAll(/(\w+)\(([^)]*)\)/g)) {
    const [a = 0, b = 0] = numbers.split(/[ ,]+/).map(Number);
    if (kind === "translate") sheet.translate(a, b);
    else if (kind === "rotate") sheet.rotate(a);
    else assertThat(false, "internal", () => `chart as PDF; translate or rotate: ${transform}`);
  }
}

function referenced(value: string, named: ReadonlyMap<string, SvgElement>): SvgElement | undefined {
  return named.get(/^url\(#(.+)\)$/.exec(value)?.[1] ?? "");
}

function cut(sheet: Sheet, clip: SvgElement | undefined): void {
  for (const child of clip?.children ?? [])
    if (isElement(child)) {
      const at = (attribute: string): number => numberOf(child.attribs[attribute], 0);
      if (child.name === "rect") sheet.rect(at("x"), at("y"), at("width"), at("height")).clip();
    }
}

function fillAndStroke(
  sheet: Sheet,
  outline: () => unknown,
  { fill, stroke, ...paint }: Paint,
  node: SvgElement,
  named: ReadonlyMap<string, SvgElement>,
): void {
  const gradient = referenced(fill, named);
  const inside = gradient === undefined ? colourOf(fill) : gradientOf(sheet, gradient, node);
  if (inside !== undefined) {
    outline();
    sheet.fillColor(inside as string, paint.fillOpacity).fill();
  }
  const edge = colourOf(stroke);
  if (edge === undefined || paint.strokeWidth === 0) return;
  outline();
  sheet.lineWidth(paint.strokeWidth).strokeOpacity(paint.strokeOpacity);
  if (paint.dash.some((length) => length > 0))
    sheet.dash(paint.dash[0] ?? 1, { space: paint.dash[1] ?? paint.dash[0] ?? 1 });
  sheet.stroke(edge as string);
}

/** Across the box of a rectangle that is written as a path, which is all that a legend needs. */
function gradientOf(
  sheet: Sheet,
  gradient: SvgElement,
  node: SvgElement,
): ReturnType<Sheet["linearGradient"]> {
  const [, x = "0", y = "0", width = "0"] =
    /^M(-?[\d.]+),(-?[\d.]+)h(-?[\d.]+)v/.exec(node.attribs.d ?? "") ?? [];
  const left = Number(x);
  const made = sheet.linearGradient(left, Number(y), left + Number(width), Number(y));
  for (const stop of gradient.children)
    if (isElement(stop))
      made.stop(numberOf(stop.attribs.offset, 0), colourOf(stop.attribs["stop-color"] ?? "black") as never);
  return made;
}

/** Each tspan with a place of its own is a line. */
function write(sheet: Sheet, node: SvgElement, paint: Paint): void {
  const colour = colourOf(paint.fill);
  if (colour === undefined) return;
  sheet.font(paint.bold ? FACES.bold : FACES.regular).fontSize(paint.fontSize);
  sheet.fillColor(colour as string, paint.fillOpacity);
  const left = numberOf(node.attribs.x, 0);
  let y = numberOf(node.attribs.y, 0);
  for (const child of node.children) {
    if (isElement(child) && child.name === "tspan") y += numberOf(child.attribs.dy, 0);
    const text = isElement(child) ? (child.name === "tspan" ? textOf(child) : "") : ownText(child);
    if (text === "") continue;
    const width = sheet.widthOfString(text);
    const x = left - (paint.anchor === "end" ? width : paint.anchor === "middle" ? width / 2 : 0);
    sheet.text(text, x, y, { lineBreak: false, baseline: "alphabetic" });
  }
}

function textOf(element: SvgElement): string {
  return element.children.map(ownText).join("");
}
