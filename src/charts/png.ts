import { createRequire } from "node:module";
import { withResolution } from "./resolution.ts";

const FONT_FILES = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];

/**
 * Paints an SVG, `zoom` dots to a CSS pixel, of which 96 are an inch. Text needs no font of the machine: the two faces
 * come along as files, and resvg would drop every letter in silence without them. In this thread: resvg's own threads
 * keep what each of them once needed, 25 MB a picture.
 */
export async function renderPng(svg: string, zoom = 2): Promise<Uint8Array> {
  const { Resvg } = await import("@resvg/resvg-js");
  const image = new Resvg(svg, {
    fitTo: { mode: "zoom", value: zoom },
    font: { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: "DejaVu Sans" },
  }).render();
  return withResolution(image.asPng(), zoom * 96);
}

function fontFiles(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return FONT_FILES.map((file) => resolve(`dejavu-fonts-ttf/ttf/${file}`));
}
