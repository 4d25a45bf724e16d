import { describe, expect, it } from "vitest";
import { hanging } from "../../src/cli/console.ts";

describe("messages on a terminal", () => {
  it("are broken between words, below the name of who speaks", () => {
    const text =
      "midspan: no connection; a server that answers at http://127.0.0.1:11434: ECONNREFUSED\n         Start it.";
    expect(hanging(text, 50)).toBe(
      "midspan: no connection; a server that answers at\n         http://127.0.0.1:11434: ECONNREFUSED\n         Start it.",
    );
  });

  it("stay as they are where they fit, and keep a long word whole", () => {
    expect(hanging("midspan: short", 14)).toBe("midspan: short");
    expect(hanging(`  a ${"x".repeat(30)}`, 20)).toBe(`  a\n  ${"x".repeat(30)}`);
  });
});
