import { expect, it } from "vitest";
import { createRng } from "../../src/random.ts";
import { multinomialDraw } from "../../src/stats/multinomial-draw.ts";

it("a multinomial draw has as many draws as members, and their means, variances and covariances", () => {
  const members = [50, 0, 30, 15, 5, 0];
  const rng = createRng("multinomial");
  const n = 100;
  const draws = 5000;
  const all = Array.from({ length: draws }, () => {
    const drawn = new Float64Array(members.length);
    multinomialDraw(members, n, drawn, rng);
    expect(drawn.reduce((a, b) => a + b)).toBe(n);
    return drawn;
  });
  members.forEach((own, i) => {
    members.forEach((other, j) => {
      const [p, q] = [own / n, other / n];
      const product =
        all.reduce((sum, drawn) => sum + ((drawn[i] ?? 0) - own) * ((drawn[j] ?? 0) - other), 0) / draws;
      const wanted = i === j ? n * p * (1 - p) : -n * p * q;
      // Five standard errors of a product of nearly normal counts, at most.
      const slack = 5 * Math.sqrt((n * n * (p * (1 - p) * q * (1 - q) + (p * q) ** 2) + 25 * p * q) / draws);
      expect(Math.abs(product - wanted), `${i} ${j}`).toBeLessThanOrEqual(slack);
    });
    const mean = all.reduce((sum, drawn) => sum + (drawn[i] ?? 0), 0) / draws;
    expect(Math.abs(mean - own)).toBeLessThanOrEqual(5 * Math.sqrt(own / draws));
  });
});
