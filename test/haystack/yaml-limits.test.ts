import { describe, expect, it } from "vitest";
import { beyondLimits } from "../../src/haystack/yaml-limits.ts";

const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const keys = (n: number): readonly string[] => Array.from({ length: n }, (_, i) => `k${i}: 1`);

describe("limits of YAML", () => {
  it("let through what people write, to the last level and key", () => {
    expect(beyondLimits("")).toBeUndefined();
    expect(beyondLimits(`- id: a\n  text: "[[[ not nested ]]]"\n`)).toBeUndefined();
    expect(beyondLimits(nested(64))).toBeUndefined();
    expect(beyondLimits(`${"- ".repeat(64)}x`)).toBeUndefined();
    expect(beyondLimits(keys(10_000).join("\n"))).toBeUndefined();
    expect(beyondLimits(`{${keys(10_000).join(", ")}}`)).toBeUndefined();
    expect(beyondLimits(`[${Array(20_000).fill("1").join(",")}]`)).toBeUndefined();
  });

  it("say what is beyond them, and where", () => {
    expect(beyondLimits(`a: 1\nb: ${nested(65)}`)).toMatchObject({ rule: "nested at most 64 deep" });
    expect(beyondLimits(`${"- ".repeat(65)}x`)?.rule).toBe("nested at most 64 deep");
    const many = keys(10_001);
    expect(beyondLimits(`first:\n${many.map((line) => `  ${line}`).join("\n")}`)).toEqual({
      offset: 9,
      rule: "at most 10000 keys of one mapping",
    });
    expect(beyondLimits(`{${many.join(", ")}}`)?.rule).toBe("at most 10000 keys of one mapping");
    expect(beyondLimits(`[${"1,".repeat(500_001)}1]`)?.rule).toBe("at most a million words and marks");
  });
});
