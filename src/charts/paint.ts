/** What SVG's presentation attributes say of a mark, those of its groups included (SVG 2, 6.4). */
export interface Paint {
  readonly fill: string;
  readonly stroke: string;
  readonly strokeWidth: number;
  readonly dash: readonly number[];
  readonly fillOpacity: number;
  readonly strokeOpacity: number;
  readonly fontSize: number;
  readonly bold: boolean;
  readonly anchor: "start" | "middle" | "end";
}

export type Attributes = Readonly<Record<string, string>>;

export const FIRST_PAINT: Paint = {
  fill: "black",
  stroke: "none",
  strokeWidth: 1,
  dash: [],
  fillOpacity: 1,
  strokeOpacity: 1,
  fontSize: 11,
  bold: false,
  anchor: "start",
};

/** The paint of an element within another. Opacity of a group counts for each of its marks. */
export function paintOf(attributes: Attributes, outer: Paint): Paint {
  const { fill = outer.fill, stroke = outer.stroke } = attributes;
  const whole = numberOf(attributes.opacity, 1);
  const anchor = attributes["text-anchor"];
  const weight = attributes["font-weight"];
  const dash = attributes["stroke-dasharray"];
  return {
    fill,
    stroke,
    strokeWidth: numberOf(attributes["stroke-width"], outer.strokeWidth),
    dash: dash === undefined ? outer.dash : dash.split(/[ ,]+/).map(Number).filter(Number.isFinite),
    fillOpacity: whole * numberOf(attributes["fill-opacity"], outer.fillOpacity),
    strokeOpacity: whole * numberOf(attributes["stroke-opacity"], outer.strokeOpacity),
    fontSize: numberOf(attributes["font-size"], outer.fontSize),
    bold: weight === undefined ? outer.bold : weight === "bold",
    anchor: anchor === "start" || anchor === "middle" || anchor === "end" ? anchor : outer.anchor,
  };
}

/** "#0072b2" and "black" as they are, "rgb(1, 2, 3)" as its parts; undefined where nothing is painted. */
export function colourOf(value: string): string | [number, number, number] | undefined {
  if (value === "none" || value === "transparent") return undefined;
  const [, r, g, b] = /^rgb\((\d+), ?(\d+), ?(\d+)\)$/.exec(value) ?? [];
  return r === undefined ? value : [Number(r), Number(g), Number(b)];
}

/** Pixels; "12px" is 12. */
export function numberOf(value: string | undefined, otherwise: number): number {
  const number = Number.parseFloat(value ?? "");
  return Number.isFinite(number) ? number : otherwise;
}
