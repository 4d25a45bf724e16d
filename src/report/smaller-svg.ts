const GROUP_TAG = /<(\/?)g((?: [\w:-]+="[^"]*")*)>/g;

/** Of a group that neither moves nor paints: Vega nests them by the hundred. */
const PLAIN = /^(?: role="graphics-object")?$/;

const LINES = /(?:<line transform="translate\([-\d.]+,[-\d.]+\)"(?: [xy]2="[-\d.]+")+\/>){2,}/g;
const LINE = /translate\(([-\d.]+),([-\d.]+)\)"(?: x2="([-\d.]+)")?(?: y2="([-\d.]+)")?/g;

const CIRCLE =
  /<path transform="translate\(([-\d.]+),([-\d.]+)\)" d="M([\d.]+),0A\3,\3,0,1,1,-\3,0A\3,\3,0,1,1,\3,0"([^>]*)>(<title>[^<]*<\/title>)<\/path>/g;

/** A mark of straight sides that was drawn around 0 and moved. */
const MOVED =
  /<path transform="translate\(([-\d.]+),([-\d.]+)\)" d="M([-\d.]+),([-\d.]+)((?:[Lhv][-\d.,]+)+Z)"/g;

const RGB = /"rgb\((\d+), (\d+), (\d+)\)"/g;

/**
 * The same picture in fewer bytes: what Vega writes as groups in groups, lines one by one, arcs and marks that are
 * moved, said shortly.
 */
export function smallerSvg(svg: string): string {
  return flatGroups(
    svg
      .replace(/<text transform="translate\(([-\d.]+),([-\d.]+)\)">(?!<)/g, '<text x="$1" y="$2">')
      .replace(
        / transform="translate\(0,0\)"(?=[^>]*>(?!<title>))(?<!<line transform="translate\(0,0\)")/g,
        "",
      )
      .replace(/ font-weight="normal"/g, "")
      .replace(CIRCLE, '<circle cx="$1" cy="$2" r="$3"$4>$5</circle>')
      .replace(MOVED, inPlace)
      .replace(RGB, (_, ...parts: string[]) => `"#${parts.slice(0, 3).map(hexOf).join("")}"`)
      .replace(LINES, onePath),
  );
}

function inPlace(_: string, x: string, y: string, left: string, top: string, sides: string): string {
  let at = [Number(left), Number(top)] as const;
  const relative = sides.replace(
    /([Lhv])([-\d.]+)(?:,([-\d.]+))?/g,
    (side, kind: string, one: string, two: string) => {
      const [dx, dy] =
        kind === "h"
          ? [Number(one), 0]
          : kind === "v"
            ? [0, Number(one)]
            : [Number(one) - at[0], Number(two) - at[1]];
      at = [at[0] + dx, at[1] + dy];
      return kind !== "L"
        ? side
        : dy === 0
          ? `h${short(dx)}`
          : dx === 0
            ? `v${short(dy)}`
            : `l${short(dx)},${short(dy)}`;
    },
  );
  return `<path d="M${short(Number(x) + Number(left))},${short(Number(y) + Number(top))}${relative}"`;
}

/** As exact as the pictures are; without what adding up leaves behind. */
function short(value: number): string {
  return String(Number(value.toFixed(2)));
}

function hexOf(part: string): string {
  return Number(part).toString(16).padStart(2, "0");
}

/** Neighbouring lines of one group have one paint, so they can be one path. */
function onePath(lines: string): string {
  const steps = [...lines.matchAll(LINE)].map(
    ([, x = "0", y = "0", across = "0", down = "0"]) =>
      `M${x},${y}${down === "0" ? `h${across}` : across === "0" ? `v${down}` : `l${across},${down}`}`,
  );
  return `<path d="${steps.join("")}"/>`;
}

function flatGroups(svg: string): string {
  const dropped: boolean[] = [];
  return svg.replace(GROUP_TAG, (tag, closing: string, attributes: string) => {
    if (closing !== "") return dropped.pop() ? "" : tag;
    const drop = PLAIN.test(attributes);
    dropped.push(drop);
    return drop ? "" : tag;
  });
}
