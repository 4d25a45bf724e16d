import { describe, expect, it } from "vitest";
import { haystacks } from "../../src/haystack/index.ts";
import { rememberSegments } from "../../src/haystack/remember.ts";
import { multiDocumentQa } from "../../src/tasks/multi-document-qa.ts";
import { needle } from "../../src/tasks/needle.ts";
import type { Haystack, TaskKit } from "../../src/types.ts";
import { cellOf } from "./cell-of.ts";
import { plainKit } from "./sources.ts";

function kitOf(name: string): TaskKit {
  const haystack = haystacks.find((item) => item.name === name) as Haystack;
  return { ...plainKit, haystack: rememberSegments(haystack) };
}

/** The whole line that a fact stands on, by genre. */
const LINES: readonly (readonly [string, (fact: string) => string])[] = [
  ["ship-chat", (fact) => fact],
  ["source-code", (fact) => `    # ${fact}`],
  ["ledger", (fact) => `| ${fact} |`],
];

describe.each(LINES)("facts in %s", (name, line) => {
  it.each([0.1, 0.35, 0.5, 0.8, 1])("are lines of their own kind, at depth %f", (depth) => {
    const sample = needle.build(cellOf(needle, 2000, depth, 4), kitOf(name));
    const text = sample.messages[0]?.content ?? "";
    const fact = sample.needles[0]?.text ?? "";
    expect(text.split("\n")).toContain(line(fact));
    const [gold] = sample.gold;
    expect(text.slice(gold?.start, gold?.end)).toBe(line(fact).trim());
    expect(Math.abs((gold?.depth as number) - depth)).toBeLessThan(0.03);
    expect(sample.promptTokens + sample.answerBudget).toBeLessThanOrEqual(2000);
    expect(sample.promptTokens + sample.answerBudget).toBeGreaterThanOrEqual(1980);
  });

  it("fill the documents of question answering as well", () => {
    const sample = multiDocumentQa.build(cellOf(multiDocumentQa, 2000, 0.5, 4), kitOf(name));
    expect(sample.promptTokens + sample.answerBudget).toBeGreaterThanOrEqual(1980);
    expect(sample.messages[0]?.content.split(sample.needles[0]?.answers[0] as string)).toHaveLength(2);
  });
});
