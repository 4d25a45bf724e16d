import { createRequire } from "node:module";
import { parseDocument } from "htmlparser2";
import { assertThat } from "../errors.ts";
import { MM } from "./look.ts";
import { drawMarks, FACES } from "./pdf-marks.ts";
import { isElement } from "./svg-element.ts";

/** Points of a CSS pixel. */
const POINT = 72 / 96;

/**
 * A chart's SVG as a PDF of one page of its size: paths stay paths, text stays text, and the two faces come along as
 * far as they are used. Equal charts give equal bytes. Throws `internal` for what is no chart of this project.
 */
export async function renderPdf(svg: string, title: string): Promise<Uint8Array> {
  const { default: PdfDocument } = await import("pdfkit");
  const root = parseDocument(svg, { xmlMode: true, decodeEntities: true }).children.find(isElement);
  const box = root?.attribs.viewBox?.split(" ").map(Number);
  assertThat(
    root !== undefined && box?.length === 4,
    "internal",
    () => "chart as PDF; an SVG with a viewBox",
  );
  const [left = 0, top = 0, across = 1, down = 1] = box ?? [];
  const [width, height] = [root.attribs.width, root.attribs.height].map(pixels) as [number, number];
  const sheet = new PdfDocument({
    size: [width * POINT, height * POINT],
    margin: 0,
    lang: "en",
    displayTitle: true,
    // Nothing of the clock: the same chart is the same file.
    info: { Title: title, Creator: "midspan", Producer: "pdfkit", CreationDate: new Date(0) },
  });
  const { resolve } = createRequire(import.meta.url);
  for (const face of Object.values(FACES)) sheet.registerFont(face, resolve(`dejavu-fonts-ttf/ttf/${face}`));
  const pieces: Uint8Array[] = [];
  const whole = new Promise<Uint8Array>((done, fail) => {
    sheet.on("data", (piece: Uint8Array) => pieces.push(piece));
    sheet.on("end", () => done(Buffer.concat(pieces)));
    sheet.on("error", fail);
  });
  sheet.scale((width * POINT) / across, (height * POINT) / down);
  sheet.translate(-left, -top);
  drawMarks(sheet, root);
  sheet.end();
  return whole;
}

/** "85mm" or "640" in CSS pixels. */
function pixels(length = "0"): number {
  return Number.parseFloat(length) * (length.endsWith("mm") ? MM : 1);
}
