import { describe, expect, it } from "vitest";
import { fillFactors, validateSweep } from "../../src/run/validate.ts";
import type { Model } from "../../src/types.ts";
import { echoModel, echoSweep, echoTask } from "./stand-ins.ts";

/** A model that must not be asked. */
const untouched: Model = echoModel({
  contextWindow: 200,
  generate: () => {
    throw new Error("asked");
  },
});

describe("validateSweep", () => {
  it("accepts a sweep without asking the model", () => {
    expect(() => validateSweep(echoSweep({ models: [untouched] }))).not.toThrow();
  });
  it.each([
    ["no model", { models: [] }, /no model given; at least one/],
    ["no task", { tasks: [] }, /no task given/],
    ["no length", { lengths: [] }, /no length given/],
    ["no depth", { depths: [] }, /no depth given/],
    ["length 0", { lengths: [0] }, /length is not usable; whole tokens above 0.*: 0/],
    ["negative length", { lengths: [-4] }, /: -4/],
    ["depth above 1", { depths: [0, 1.01] }, /depth is not usable; a share from 0 to 1.*: 1\.01/],
    ["depth NaN", { depths: [Number.NaN] }, /depth is not usable/],
    ["no trials", { trials: 0 }, /trials is not usable; a whole number from 1 to 1000000: 0/],
    ["half a trial", { trials: 1.5 }, /: 1\.5/],
    ["negative seed", { seed: -1 }, /seed is not usable/],
    ["too short", { lengths: [31, 64] }, /echo does not fit; at least 32 tokens: 31/],
    ["above the window", { lengths: [201] }, /above the window of echo:model; at most 200 tokens: 201/],
  ])("refuses %s", (_, change, message) => {
    expect(() => validateSweep(echoSweep({ models: [untouched], ...change }))).toThrow(message);
  });
  it("refuses a task whose prompt is longer than asked", () => {
    const long = {
      ...echoTask,
      build: (cell: never) => ({ ...echoTask.build(cell, {} as never), promptTokens: 60 }),
    };
    const sweep = echoSweep({ lengths: [64], tasks: [{ task: long, factors: echoTask.factors }] });
    expect(() => validateSweep(sweep)).toThrow(/echo does not fit; prompt and answer within 64 tokens: 68/);
  });
});

describe("fillFactors", () => {
  it("puts choices over defaults", () => {
    expect(fillFactors(echoTask, { distractors: 3 })).toEqual({ distractors: 3, arm: "context" });
  });
  it("refuses another name and another type", () => {
    expect(() => fillFactors(echoTask, { distracters: 3 })).toThrow(
      /no factor distracters; one of distractors, arm/,
    );
    expect(() => fillFactors(echoTask, { distractors: "3" })).toThrow(/not usable; a number: 3/);
  });
});
