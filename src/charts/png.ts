import { createRequire } from "node:module";
import { withResolution } from "./resolution.ts";

const FONT_FILES = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"];

/**
 * Paints an SVG, `zoom` dots to a CSS pixel, of which 96 are an inch. Text needs no font of the machine: the two faces come along as files,
 * and resvg would drop every letter in silence without them. Several can be painted at once: that is done beside this thread.
 */
export async function renderPng(svg: string, zoom = 2): Promise<Uint8Array> {
  const { renderAsync } = await import("@resvg/resvg-js");
  const image = await renderAsync(svg, {
    fitTo: { mode: "zoom", value: zoom },
    font: { loadSystemFonts: false, fontFiles: fontFiles(), defaultFontFamily: "DejaVu Sans" },
  });
  return withResolution(image.asPng(), zoom * 96);
}

function fontFiles(): string[] {
  const { resolve } = createRequire(import.meta.url);
  return FONT_FILES.map((file) => resolve(`dejavu-fonts-ttf/ttf/${file}`));
}
