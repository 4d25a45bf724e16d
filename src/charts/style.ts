import { type Look, WEB } from "./look.ts";

/** What a chart needs to know beside its findings. */
export interface ChartStyle {
  /** Ids of simulated models: marked wherever their numbers appear. */
  readonly simulated: readonly string[];
  /** A family that `png.ts` also has as files, so that widths are the same in every picture. */
  readonly font: string;
  readonly look: Look;
}

export const defaultStyle: ChartStyle = {
  simulated: [],
  font: "DejaVu Sans, Verdana, sans-serif",
  look: WEB,
};

/** A type size, a line's width or a symbol's side of the web look, as this style has it. */
export function sized(pixels: number, { look }: ChartStyle): number {
  return Math.round(pixels * look.type * 10) / 10;
}

/** Area of a symbol, in square pixels. */
export function symbolArea(pixels: number, { look }: ChartStyle): number {
  return Math.round(pixels * look.type ** 2);
}

/** Width of plots that stand side by side, from that of the web look. */
export function plotWidth(pixels: number, { look }: ChartStyle): number {
  return Math.round(pixels * look.wide);
}

export function plotHeight(pixels: number, { look }: ChartStyle): number {
  return Math.round(pixels * look.high);
}

/** Okabe and Ito (2008), without yellow: told apart by readers of every colour vision, on white and in print. */
export const SERIES_COLOURS = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
  "#000000",
] as const;
export const SERIES_SHAPES = [
  "circle",
  "square",
  "triangle-up",
  "diamond",
  "cross",
  "triangle-down",
] as const;
export const SERIES_DASHES = [
  [1, 0],
  [7, 3],
  [2, 2],
  [9, 3, 2, 3],
  [4, 2],
] as const;

export const INK = "#1f2328";
export const FAINT_INK = "#57606a";
export const NO_DATA = "#e4e4e4";
