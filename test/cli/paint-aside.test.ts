import { afterAll, describe, expect, it } from "vitest";
import { renderPng } from "../../src/charts/png.ts";
import { startPainting } from "../../src/cli/paint-aside.ts";

const square = (side: number): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><rect width="${side}" height="${side}"/></svg>`;

describe("startPainting", () => {
  const aside = startPainting();
  afterAll(() => aside.stop());

  it("paints what renderPng paints, in the order asked", async () => {
    const asked = [10, 20, 30].map((side) => aside.paint(square(side), 3));
    const wanted = await Promise.all([10, 20, 30].map((side) => renderPng(square(side), 3)));
    const painted = await Promise.all(asked);
    for (const [i, png] of painted.entries()) expect(Buffer.from(png).equals(wanted[i]!)).toBe(true);
  });

  it("tells what cannot be painted, and paints on", async () => {
    await expect(aside.paint("<svg")).rejects.toThrow();
    expect((await aside.paint(square(5))).length).toBeGreaterThan(100);
  });

  it("leaves nobody waiting for a thread that has ended", async () => {
    const ending = startPainting();
    const asked = ending.paint(square(5));
    await ending.stop();
    await expect(asked).rejects.toThrow(/has ended/);
    await expect(ending.paint(square(5))).rejects.toThrow(/has ended/);
  });
});
