import type { parseDocument } from "htmlparser2";

export type SvgNode = ReturnType<typeof parseDocument>["children"][number];
/** An element of an SVG with its attributes. */
export type SvgElement = Extract<SvgNode, { readonly attribs: object }>;

export function isElement(node: SvgNode): node is SvgElement {
  return "attribs" in node;
}

/** Its own text; empty for what is no text. */
export function ownText(node: SvgNode): string {
  return "data" in node && !("name" in node) ? node.data : "";
}
