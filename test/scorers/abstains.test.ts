import { describe, expect, it } from "vitest";
import { abstains } from "../../src/scorers/abstains.ts";

describe("abstains", () => {
  it.each([
    "Not in the documents.",
    "The documents don\u2019t say.",
    "I do not know",
    "None of the documents mentions it.",
    "Unknown",
    '"unknown".',
    "N/A",
    "",
    " \n",
  ])("%j", (output) => {
    expect(abstains(output)).toBe(true);
  });

  it.each(["teal", "The unknown soldier", "None other than Vorma", "Notgiven", "7"])("not %j", (output) => {
    expect(abstains(output)).toBe(false);
  });
});
