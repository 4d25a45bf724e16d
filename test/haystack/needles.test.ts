import { describe, expect, it } from "vitest";
import { runNeedles } from "../../src/haystack/needles.ts";
import { createRng } from "../../src/random.ts";

describe("needles in large numbers", () => {
  it("are all different, also where every pair of value words is used up", () => {
    const set = runNeedles.make({ rng: createRng(4), needles: 1, distractors: 1500, values: "word" });
    const values = [...set.needles, ...set.distractors].map((needle) => needle.answers[0] as string);
    expect(new Set(values).size).toBe(1501);
    const plain = values.filter((value) => /^[a-z]+-[a-z]+$/.test(value));
    const numbered = values.filter((value) => /^[a-z]+-\d{3}-[a-z]+$/.test(value));
    expect(plain.length + numbered.length).toBe(1501);
    expect(plain.length).toBeGreaterThan(200);
    // A value within another would be found where it is not.
    for (const value of plain) expect(numbered.filter((other) => other.includes(value))).toEqual([]);
  });

  it("are refused where there are no more keys", () => {
    const request = { rng: createRng(4), needles: 1, values: "number", form: "magic-key" } as const;
    expect(() => runNeedles.make({ ...request, distractors: 5000 })).toThrowError(/keys are used up/);
  });
});

describe("a needle of each form", () => {
  const needleOf = (request: object) =>
    runNeedles.make({ rng: createRng(2), needles: 1, distractors: 0, values: "number", ...request })
      .needles[0];

  it("states its value behind the words that open the answer, and asks for it by its subject", () => {
    const attribute = needleOf({ form: "attribute" });
    expect(attribute).toMatchObject({
      id: expect.stringMatching(/ of /),
      answers: [expect.stringMatching(/^\d+$/)],
    });
    for (const values of ["number", "word"]) {
      const magic = needleOf({ form: "magic-key", values });
      const [value] = magic?.answers ?? [];
      const opening = `The special magic ${values} for ${magic?.subject} is:`;
      expect(magic).toEqual({
        id: magic?.subject,
        text: `${opening} ${value}.`,
        question: `What is the special magic ${values} for ${magic?.subject} in the text?`,
        answers: [value],
        answerPrefix: opening,
        subject: magic?.subject,
      });
      expect(value).toMatch(values === "number" ? /^\d+$/ : /^[a-z]+-[a-z]+$/);
    }
    const record = needleOf({ form: "json-record", keys: "uuid" });
    const [value] = record?.answers ?? [];
    expect(value).toMatch(/./);
    expect(record).toEqual({
      id: record?.subject,
      text: `"${record?.subject}": "${value}"`,
      question: `Key: "${record?.subject}"`,
      answers: [value],
      answerPrefix: `"${record?.subject}": "`,
      subject: record?.subject,
    });
  });
});
