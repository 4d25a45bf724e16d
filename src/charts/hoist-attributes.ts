const LEAF = String.raw`<(?<tag>path|text|line)(?: [\w:-]+="[^"]*")*(?:\/>|>(?:<title>[^<]*<\/title>)?[^<]*<\/\k<tag>>)`;
const LEAVES = new RegExp(String.raw`(<g(?: [\w:-]+="[^"]*")*)>((?:${LEAF}){2,})<\/g>`, "g");
const INHERITED =
  "fill stroke stroke-width stroke-dasharray font-family font-size font-weight text-anchor fill-opacity".split(
    " ",
  );

/**
 * Says an inherited attribute once on a group in place of many times on its marks; a mark that differs keeps
 * its own. The picture stays the same (SVG 2, 6.4 presentation attributes), the text shrinks by a third.
 */
export function hoistAttributes(svg: string): string {
  const hoisted = svg.replace(LEAVES, (_, open: string, body: string) => {
    const leaves = [...body.matchAll(new RegExp(LEAF, "g"))].map(([leaf]) => leaf);
    let group = open;
    let marks = leaves;
    for (const attribute of INHERITED) {
      const value = commonest(marks.map((mark) => attributeOf(mark, attribute)));
      if (value === undefined || attributeOf(group, attribute) !== undefined) continue;
      const text = ` ${attribute}="${value}"`;
      group += text;
      marks = marks.map((mark) => without(mark, text));
    }
    return `${group}>${marks.join("")}</g>`;
  });
  return oneFont(hoisted);
}

/** All text of a chart has one family, so the root can say it. */
function oneFont(svg: string): string {
  const families = new Set(svg.match(/ font-family="[^"]*"/g));
  const [family] = families;
  if (family === undefined || families.size > 1) return svg;
  return svg.replaceAll(family, "").replace("<svg", `<svg${family}`);
}

/** The most frequent value; undefined unless every mark has one (the others would inherit it). */
function commonest(values: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) {
    if (value === undefined) return undefined;
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}

function attributeOf(tag: string, attribute: string): string | undefined {
  return new RegExp(`^<(?:[^"<>]|"[^"]*")*? ${attribute}="([^"]*)"`).exec(tag)?.[1];
}

/** Removes the attribute from the opening tag alone: a title may quote anything. */
function without(mark: string, text: string): string {
  const end = /^<(?:[^"<>]|"[^"]*")*>/.exec(mark)?.[0].length ?? 0;
  return mark.slice(0, end).replace(text, "") + mark.slice(end);
}
