import { describe, expect, it } from "vitest";
import { coreference } from "../../src/tasks/coreference.ts";
import type { Sample } from "../../src/types.ts";
import { cellOf } from "./cell-of.ts";
import { plainKit } from "./sources.ts";

const build = (depth: number, needles: number): Sample =>
  coreference.build(cellOf(coreference, 4000, depth, 3, { needles }), plainKit);

describe("coreference", () => {
  it("makes the same request 2, 4 or 8 times and asks for the i-th reply", () => {
    for (const needles of [2, 4, 8])
      for (const depth of [0, 0.3, 0.6, 1]) {
        const { messages, gold } = build(depth, needles);
        const closing = messages.at(-1)?.content ?? "";
        const [, what = "", number = ""] = /^Give the (.+) again, number (\d+) of those/.exec(closing) ?? [];
        const alike = messages.flatMap(({ role, content }, i) =>
          role === "user" && content === `Write a ${what}.` ? [i] : [],
        );
        expect(alike).toHaveLength(needles);
        expect(alike[Number(number) - 1]).toBe((gold[0]?.message as number) - 1);
      }
  });

  it("alternates user and assistant, and ends with the question", () => {
    const roles = build(0.5, 4).messages.map(({ role }) => role);
    expect(roles).toEqual(roles.map((_, i) => (i % 2 === 0 ? "user" : "assistant")));
    expect(roles.at(-1)).toBe("user");
  });

  it("gives 0 without the prefix, similarity with it, and names the reply given instead", () => {
    const sample = build(0.5, 4);
    const [answer = ""] = sample.needles[0]?.answers ?? [];
    const prefix = answer.slice(0, 10);
    const [other = ""] = sample.decoys;
    expect(sample.decoys).toHaveLength(3);
    expect(prefix).toMatch(/^[A-Za-z0-9]{10}$/);
    expect(sample.messages.at(-1)?.content).toContain(prefix);
    expect(coreference.score(answer.slice(10), sample)).toMatchObject({ recall: 0, found: [false] });
    expect(coreference.score(` ${answer}`, sample).recall).toBe(0);
    expect(coreference.score(prefix + answer.slice(10), sample)).toEqual({ recall: 1, found: [true] });
    const half = coreference.score(answer.slice(0, 150), sample);
    expect(half.recall).toBeGreaterThan(0.3);
    expect(half.recall).toBeLessThan(1);
    const wrong = coreference.score(`${prefix} ${other}`, sample);
    expect(wrong).toMatchObject({ found: [false], decoy: other });
    expect(wrong.recall).toBeLessThan(1);
  });
});
