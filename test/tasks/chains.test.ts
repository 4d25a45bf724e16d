import { describe, expect, it } from "vitest";
import { uuidChain } from "../../src/tasks/uuid-chain.ts";
import { variableTracking } from "../../src/tasks/variable-tracking.ts";
import type { Sample } from "../../src/types.ts";
import { cellOf } from "./cell-of.ts";
import { plainKit } from "./sources.ts";

const content = (sample: Sample): string => sample.messages[0]?.content ?? "";

describe("variable tracking", () => {
  it("asks for the five names of one chain of four hops, in noise", () => {
    const sample = variableTracking.build(cellOf(variableTracking, 2000, 0.5, 3), plainKit);
    expect(content(sample).match(/VAR [A-Z]{5} = (\d{5}|VAR [A-Z]{5})\./g)).toHaveLength(5);
    expect(sample.needles).toHaveLength(5);
    expect(content(sample)).toContain("Up the hill we go");
    const [start] = /\d{5}/.exec(sample.needles[0]?.text ?? "") ?? [];
    expect(content(sample)).toContain(`are assigned the value ${start} in the text`);
    for (const [i, needle] of sample.needles.slice(1).entries())
      expect(needle.text).toBe(`VAR ${needle.answers[0]} = VAR ${sample.needles[i]?.answers[0]}.`);
  });

  it("counts each name by itself", () => {
    const sample = variableTracking.build(cellOf(variableTracking, 2000, 0.5, 3), plainKit);
    const names = sample.needles.map((needle) => needle.answers[0] as string);
    const score = variableTracking.score(`They are ${names[0]} and ${names[3]}.`, sample);
    expect(score).toEqual({ recall: 0.4, found: [true, false, false, true, false] });
  });

  it("names the variable of another chain as decoy, and takes the haystack where it is asked to", () => {
    const cell = cellOf(variableTracking, 2000, 0.5, 3, { chains: 2, filler: "haystack" });
    const sample = variableTracking.build(cell, plainKit);
    expect(sample.decoys).toHaveLength(5);
    expect(content(sample)).not.toContain("Up the hill we go");
    expect(variableTracking.score(sample.decoys[2] as string, sample).decoy).toBe(sample.decoys[2]);
  });

  it("refuses a filler that it does not have", () => {
    const cell = cellOf(variableTracking, 2000, 0.5, 3, { filler: "essay" });
    expect(() => variableTracking.build(cell, plainKit)).toThrowError(/one of noise, haystack: essay/);
  });
});

describe("uuid chain", () => {
  it("does not count the start, which the question gives away", () => {
    const sample = uuidChain.build(cellOf(uuidChain, 2000, 0.5, 3), plainKit);
    const uuid = /[0-9a-f]{8}-[0-9a-f-]{27}/;
    const [start = ""] = uuid.exec(sample.needles[0]?.question ?? "") ?? [];
    expect(sample.needles[0]?.text).toContain(`The key ${start} leads to`);
    expect(sample.needles).toHaveLength(3);
    expect(uuidChain.score(start, sample)).toMatchObject({ recall: 0, found: [false, false, false] });
    const [first] = sample.needles[0]?.answers ?? [];
    expect(uuidChain.score(`${start} -> ${first}`, sample).recall).toBeCloseTo(1 / 3, 12);
  });
});
