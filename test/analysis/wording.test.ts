import { describe, expect, it } from "vitest";
import { count, documents, percent, points, range } from "../../src/analysis/wording.ts";

describe("wording", () => {
  it("never rounds to all or nothing what is neither", () => {
    expect([0, 0.0001, 0.004, 0.12, 0.876, 0.996, 0.99999, 1].map(percent)).toEqual([
      "0 %",
      "0.1 %",
      "0.4 %",
      "12 %",
      "88 %",
      "99.6 %",
      "99.9 %",
      "100 %",
    ]);
  });

  it("writes differences and numbers", () => {
    expect([points(-0.034), points(0.5), points(-0.001)]).toEqual(["−3", "50", "0"]);
    expect(range({ low: -0.11, high: 0.02 })).toBe("−11 to 2");
    expect([count(999), count(1024), count(1_000_000)]).toEqual(["999", "1,024", "1,000,000"]);
    expect([documents(1), documents(1200)]).toEqual(["n = 1 document", "n = 1,200 documents"]);
  });
});
