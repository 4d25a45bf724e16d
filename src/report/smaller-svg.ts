const GROUP_TAG = /<(\/?)g((?: [\w:-]+="[^"]*")*)>/g;

/** Of a group that neither moves nor paints: Vega nests them by the hundred. */
const PLAIN = /^(?: role="graphics-object")?$/;

const LINES = /(?:<line transform="translate\([-\d.]+,[-\d.]+\)"(?: [xy]2="[-\d.]+")+\/>){2,}/g;
const LINE = /translate\(([-\d.]+),([-\d.]+)\)"(?: x2="([-\d.]+)")?(?: y2="([-\d.]+)")?/g;

const CIRCLE =
  /<path transform="translate\(([-\d.]+),([-\d.]+)\)" d="M([\d.]+),0A\3,\3,0,1,1,-\3,0A\3,\3,0,1,1,\3,0"([^>]*)>(<title>[^<]*<\/title>)<\/path>/g;

/** The same picture in fewer bytes: what Vega writes as groups in groups, lines one by one and arcs, said shortly. */
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
      .replace(LINES, onePath),
  );
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
