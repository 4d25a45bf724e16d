import { describe, expect, it } from "vitest";
import { documents, points, range } from "../../src/analysis/wording.ts";

describe("wording", () => {
  it("writes differences and counts of documents", () => {
    expect([points(-0.034), points(0.5), points(-0.001)]).toEqual(["−3", "50", "0"]);
    expect(range({ low: -0.11, high: 0.02 })).toBe("−11 to 2");
    expect([documents(1), documents(1200)]).toEqual(["n = 1 document", "n = 1,200 documents"]);
  });
});
