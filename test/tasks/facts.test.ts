import { describe, expect, it } from "vitest";
import { ABSTENTIONS } from "../../src/scorers/abstains.ts";
import { abstention } from "../../src/tasks/abstention.ts";
import { counting } from "../../src/tasks/counting.ts";
import { multiDocumentQa } from "../../src/tasks/multi-document-qa.ts";
import { multiNeedle } from "../../src/tasks/multi-needle.ts";
import { multiQuery } from "../../src/tasks/multi-query.ts";
import { multiValue } from "../../src/tasks/multi-value.ts";
import { needleInNeedles } from "../../src/tasks/needle-in-needles.ts";
import { ROOMS, reasoning } from "../../src/tasks/reasoning.ts";
import type { Factor, Sample, Task } from "../../src/types.ts";
import { cellOf } from "./cell-of.ts";
import { plainKit } from "./sources.ts";

const build = (task: Task, factors: Readonly<Record<string, Factor>> = {}, length = 2000): Sample =>
  task.build(cellOf(task, length, 0.5, 3, factors), plainKit);
const content = (sample: Sample): string => sample.messages[0]?.content ?? "";

describe("several facts", () => {
  it("are each on the record with a place of their own", () => {
    const { gold, needles } = build(multiNeedle, { needles: 4, distractors: 0 });
    expect(gold.map(({ needleId }) => needleId)).toEqual(needles.map(({ id }) => id));
    const [tracked, ...others] = gold.map(({ depth }) => depth);
    expect(tracked).toBeCloseTo(0.5, 1);
    expect(others.map((depth) => depth.toFixed(1))).toEqual(["0.2", "0.5", "0.8"]);
  });

  it("of one key have four values in RULER's words", () => {
    const sample = build(multiValue);
    const key = sample.needles[0]?.subject;
    const stated = [...content(sample).matchAll(/One of the special magic numbers for (\S+) is: (\d{7})\./g)];
    expect(stated).toHaveLength(4);
    expect(new Set(stated.map((match) => match[1]))).toEqual(new Set([key]));
    expect(build(multiValue, { keys: 3 }).decoys).toHaveLength(8);
  });

  it("of four keys are asked for at once, never fewer keys than questions", () => {
    const sample = build(multiQuery, { keys: 2, queries: 4 });
    expect(sample.needles).toHaveLength(4);
    for (const needle of sample.needles)
      expect(content(sample).split("\n\n").at(-1)).toContain(needle.subject);
    expect(build(multiQuery, { keys: 6 }).decoys).toHaveLength(2);
  });

  it("give a share to a share of the answers", () => {
    const sample = build(multiQuery);
    const [first, , third] = sample.needles.map((needle) => needle.answers[0]);
    expect(multiQuery.score(`${first}, ${third}`, sample)).toEqual({
      recall: 0.5,
      found: [true, false, true, false],
    });
  });
});

describe("a text of needles", () => {
  it("is written where there are more facts than pairs of value words", () => {
    const sample = build(needleInNeedles, {}, 12_000);
    expect(sample.decoys.length).toBeGreaterThan(900);
    expect(new Set(sample.decoys).size).toBe(sample.decoys.length);
  });

  it("states the fact as often as asked", () => {
    const sample = build(needleInNeedles, { repeats: 3 });
    expect(content(sample).split(sample.needles[0]?.text as string)).toHaveLength(4);
    expect(sample.gold).toHaveLength(1);
  });
});

describe("abstention", () => {
  const sample = build(abstention);
  it("asks for what the text does not say, near-duplicates of it being there", () => {
    const [subject = ""] = /of (.+)\?$/.exec(sample.needles[0]?.question ?? "")?.slice(1) ?? [];
    const attribute = /the (.+) of/.exec(sample.needles[0]?.question ?? "")?.[1];
    const text = content(sample).split("\n\n").slice(1, -1).join("\n\n");
    expect(subject).not.toBe("");
    expect(text).not.toContain(`${attribute} of ${subject} is`);
    expect(sample.decoys).toHaveLength(7);
    for (const decoy of sample.decoys) expect(text).toContain(decoy);
  });

  it("takes every phrase of its list, in a sentence and in any case, and names a false answer", () => {
    for (const phrase of ABSTENTIONS)
      expect(abstention.score(`THE TEXT: ${phrase.toUpperCase()}!`, sample)).toEqual({
        recall: 1,
        found: [true],
      });
    expect(abstention.score("The text doesn't say.", sample).recall).toBe(1);
    expect(abstention.score(`It is ${sample.decoys[3]}.`, sample)).toEqual({
      recall: 0,
      found: [false],
      decoy: sample.decoys[3],
    });
  });
});

describe("counting", () => {
  it("scatters the asked number of counts and reads whole numbers only", () => {
    const sample = build(counting, { counts: 16 });
    expect(sample.needles).toHaveLength(16);
    const [first, second] = sample.needles.map((needle) => needle.answers[0]);
    expect(counting.score(`[${first},${second}]`, sample).recall).toBe(2 / 16);
    expect(counting.score(`${first}${second}`, sample).recall).toBe(0);
    expect(() => build(counting, { counts: 900 })).toThrowError(/at most 900/);
  });
});

describe("reasoning", () => {
  it("needs two facts, or three; each says its day, so that order in the text changes nothing", () => {
    for (const facts of [2, 3]) {
      const { needles } = build(reasoning, { facts });
      expect(needles).toHaveLength(facts);
      const days = needles.map(({ text }) => Number(/^On day (\d+),/.exec(text)?.[1]));
      expect(days).toEqual([...days].sort((a, b) => a - b));
      expect(new Set(needles.map(({ subject }) => subject)).size).toBe(1);
      expect(needles[0]?.text).toMatch(/ took the /);
      expect(needles[1]?.text).toContain(`went to the ${needles[0]?.answers[0]}`);
      if (facts === 3)
        expect(needles[0]?.question).toContain(needles[2]?.text.split(" the ")[1]?.slice(0, -1));
    }
    expect(() => build(reasoning, { facts: 4 })).toThrowError(/2 or 3: 4/);
  });

  it("takes the room alone: not two rooms, not what stands after the first sentence", () => {
    const sample = build(reasoning);
    const [room = ""] = sample.needles[0]?.answers ?? [];
    const other = ROOMS.find((name) => name !== room && sample.decoys.includes(name)) as string;
    expect(reasoning.score(` ${room}. It was in the ${other} before.`, sample).found).toEqual([true, true]);
    expect(reasoning.score(`${room} or ${other}`, sample)).toMatchObject({ recall: 0, decoy: other });
    expect(reasoning.score(`I think. ${room}`, sample).recall).toBe(0);
  });

  it("has no room whose name is part of another", () => {
    for (const room of ROOMS) expect(ROOMS.filter((name) => name.includes(room))).toEqual([room]);
  });
});

describe("multi-document question answering", () => {
  it("is scored in two forms: over all, and over the first line as in the paper", () => {
    const sample = build(multiDocumentQa);
    const [answer] = sample.needles[0]?.answers ?? [];
    expect(multiDocumentQa.score(`Let us see.\nIt is ${answer}.`, sample)).toMatchObject({
      recall: 1,
      firstLine: 0,
    });
    expect(multiDocumentQa.score(`The ${answer}!`, sample)).toMatchObject({ recall: 1, firstLine: 1 });
  });
});
