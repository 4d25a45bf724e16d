import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { defaultStyle } from "../../src/charts/style.ts";
import type { Trial } from "../../src/record.ts";
import { excerptOf } from "../../src/report/excerpt.ts";
import { outcomeOf, sampleTrials } from "../../src/report/sample-trials.ts";
import { samplesSection } from "../../src/report/sections/samples.ts";
import { madeSample, madeTrial } from "./made-input.ts";

const KINDS: Readonly<Record<string, Partial<Trial>>> = {
  miss: { score: { recall: 0, found: [false] } },
  hit: { score: { recall: 1, found: [true] } },
  half: { score: { recall: 0.5, found: [true, false] } },
  refused: { status: "refused" },
};

describe("sampleTrials", () => {
  it("keeps within its bound, repeats none, shows misses first and drops a kind only if it is empty", () => {
    const kinds = fc.array(fc.constantFrom(...Object.keys(KINDS)), { maxLength: 400 });
    fc.assert(
      fc.property(kinds, fc.integer({ min: 20, max: 250 }), (names, most) => {
        const trials = names.map((name, i) => madeTrial(i, KINDS[name]));
        const shown = sampleTrials(trials, most);
        expect(shown).toHaveLength(Math.min(most, trials.length));
        expect(new Set(shown.map((trial) => trial.id)).size).toBe(shown.length);
        const outcomes = shown.map(outcomeOf);
        const order = ["miss", "unscored", "hit"];
        const ranks = outcomes.map((outcome) => order.indexOf(outcome));
        expect(ranks).toEqual([...ranks].sort());
        expect(new Set(outcomes)).toEqual(new Set(trials.map(outcomeOf)));
      }),
      { seed: 51, numRuns: 60 },
    );
  });

  it("takes a trial that found a part for a miss, and one without a score for unscored", () => {
    expect(outcomeOf(madeTrial(1, KINDS.half))).toBe("miss");
    expect(outcomeOf(madeTrial(1, KINDS.refused))).toBe("unscored");
  });
});

describe("trials without the document", () => {
  const arms = ["oracle", "closed-book"].map((arm, i) => {
    const trial = madeTrial(i, KINDS.miss);
    return { ...trial, cell: { ...trial.cell, factors: { arm } } };
  });

  it("come last, whatever they found, and have a tenth of the room", () => {
    const missed = Array.from({ length: 300 }, (_, i) => madeTrial(i, KINDS.miss));
    const shown = sampleTrials([...Array.from({ length: 30 }, () => arms).flat(), ...missed], 100);
    expect(shown.map(({ cell }) => cell.factors.arm !== undefined).lastIndexOf(false)).toBe(89);
    expect(shown).toHaveLength(100);
  });

  it("are labelled, have no depth, and can be chosen", () => {
    const trials = [madeTrial(5), ...arms];
    const { section, css } = samplesSection({ shown: trials, trials: 3 }, [], defaultStyle);
    expect(section.markup).toContain("needle, oracle, the fact alone (cell of ");
    expect(section.markup).toContain("needle, closed book, no document (cell of ");
    expect(section.markup.match(/data-depth="none" data-arm="[12]"/g)).toHaveLength(2);
    expect(section.markup).toContain("no document (closed book)</label>");
    expect(css).toContain('[name=arm][value="2"]');
  });
});

describe("excerptOf", () => {
  it("shows the gold with what stands around it", () => {
    const trial = madeTrial(1);
    const excerpt = excerptOf(trial.id, madeSample(trial), 30);
    expect(excerpt).toEqual({
      trialId: trial.id,
      before: "was drawn up on the shingle. ".padStart(30, " "),
      gold: "The access word of Orlan Vetch is amber.",
      after: " We mended the lamp, and Idris",
      question: "What is the access word of Orlan Vetch?",
      answers: ["amber"],
    });
  });

  it("reaches no further than the message, and copes with no gold", () => {
    const sample = {
      ...madeSample(madeTrial(1)),
      gold: [],
      messages: [{ role: "user" as const, content: "\ud83d\ude00ab" }],
    };
    expect(excerptOf("t", sample, 2)).toMatchObject({ before: "", gold: "", after: "\ud83d\ude00a" });
  });
});
