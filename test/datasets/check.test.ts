import { describe, expect, it } from "vitest";
import { checkSets } from "../../datasets/checks/index.ts";
import { isSound, type SetVerdict } from "../../datasets/checks/verdict.ts";
import { tasks } from "../../src/tasks/index.ts";

describe("the sets of needles", () => {
  const verdicts = checkSets(1500);

  it("have one answer in their document, none by chance in a haystack, none in the question", () => {
    expect(verdicts.filter((verdict) => !isSound(verdict))).toEqual([]);
    for (const { set, items } of verdicts) expect(items, set).toBeGreaterThanOrEqual(6);
  });

  it("are all that there are: three forms with three kinds of value, two written sets, every task", () => {
    const names = verdicts.map(({ set }) => set);
    expect(names.filter((name) => name.startsWith("invented: "))).toHaveLength(9);
    expect(names).toContain("non-literal");
    expect(names).toContain("invented-qa");
    expect(names.filter((name) => name.startsWith("task "))).toEqual(tasks.map(({ name }) => `task ${name}`));
  });

  it("leave a guesser one chance in ten or fewer", () => {
    for (const { set, oneIn } of verdicts)
      if (set !== "task abstention") expect(oneIn, set).toBeGreaterThanOrEqual(10);
  });

  it("are called unsound by any offence", () => {
    const [sound] = verdicts as [SetVerdict];
    for (const field of ["notUnique", "inHaystack", "inQuestion", "repeated"] as const)
      expect(isSound({ ...sound, [field]: 1 })).toBe(false);
    expect(isSound({ ...sound, oneIn: 1 })).toBe(false);
  });
});
