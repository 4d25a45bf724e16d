import { assertThat, MidspanError } from "../errors.ts";
import { LOOKS, type Look, MM } from "./look.ts";

/** Narrower than this no caption has room; wider than this no screen or sheet is. */
const NARROWEST = 200;
const WIDEST = 8000;

/**
 * The look of `--style` at the width of `--width` ("85mm", "1280px" or "1280"). A slide grows with its type, since
 * it is looked at as a whole; on paper and on the web type keeps its size. Throws `usage`.
 */
export function lookNamed(name = "web", width?: string): Look {
  const look = LOOKS.find((one) => one.name === name);
  if (look === undefined) throw new MidspanError("usage", `--style; must be paper, slide or web: ${name}`);
  if (width === undefined) return look;
  const [, number, unit] = /^(\d+(?:\.\d+)?)(mm|px)?$/.exec(width) ?? [];
  const pixels = Number(number) * (unit === "mm" ? MM : 1);
  assertThat(
    pixels >= NARROWEST && pixels <= WIDEST,
    "usage",
    () => `--width; must be a number of mm or px from 53mm (200px) to 2116mm (8000px): ${width}`,
  );
  const page = { width: pixels, unit: unit === "mm" ? ("mm" as const) : ("px" as const) };
  const height = look.page?.height;
  if (height === undefined || look.page === undefined) return { ...look, page };
  const scale = pixels / look.page.width;
  return { ...look, type: look.type * scale, page: { ...page, height: height * scale } };
}
