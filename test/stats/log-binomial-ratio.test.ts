import { expect, it } from "vitest";
import { logBinomialRatio } from "../../src/stats/log-binomial-ratio.ts";
import reference from "../fixtures/stats/values.json" with { type: "json" };

it("a ratio of binomial chances is scipy's (test/fixtures/stats/make.py)", () => {
  for (const { k, mode, n, p, ratio } of reference.logBinomialRatio)
    expect(Math.abs(logBinomialRatio(k, mode, n, p / (1 - p)) - ratio), `${k} of ${n}`).toBeLessThan(2e-9);
});
