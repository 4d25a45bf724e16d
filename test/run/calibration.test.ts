import { describe, expect, it } from "vitest";
import { calibrationSweep } from "../../src/cli/calibration-sweep.ts";
import { readCalibration } from "../../src/models/calibration-record.ts";
import { openModel } from "../../src/models/index.ts";
import type { KnownAnswer, Trial } from "../../src/record.ts";
import { compareToKnown } from "../../src/run/calibration.ts";
import { promptSha256 } from "../../src/run/identity.ts";
import { families } from "../../src/run/plan.ts";
import { kitOf } from "../../src/run/sweep.ts";

const { opened, plain } = readCalibration();

/** What a server made of the known prompts. */
function served(change: (answer: KnownAnswer) => Partial<Trial>): readonly Trial[] {
  return opened.map((answer, i) => ({
    schema: 1,
    id: String(i),
    model: "ollama:m",
    task: "needle",
    taskVersion: 1,
    haystack: "h@1",
    cell: {
      task: "needle",
      contextLength: answer.contextLength,
      depth: answer.depth,
      seed: answer.seed,
      factors: {},
    },
    actual: { tokens: answer.tokens, goldDepths: [answer.depth], tokenizer: "t" },
    promptSha256: answer.promptSha256,
    status: "scored",
    output: answer.output,
    score: { recall: answer.recall, found: [answer.recall === 1] },
    generation: { finish: { reason: "stop" }, promptTokens: answer.tokens },
    warnings: [],
    attempts: 1,
    startedAt: "2026-01-01T00:00:00.000Z",
    ...change(answer),
  }));
}

const counts = (promptTokens: number): Partial<Trial> => ({
  generation: { finish: { reason: "stop" }, promptTokens },
});
const lost: Partial<Trial> = { output: "nothing", score: { recall: 0, found: [false] } };

describe("the record", () => {
  it.each([true, false])(
    "is of the prompts that midspan makes today; answers opened: %s",
    async (prefill) => {
      const model = { ...(await openModel("embedded:reference", { threads: 0 })), prefill };
      const sweep = await calibrationSweep(model);
      const hashes = new Set<string>();
      for (const { task, trials } of families(sweep, model))
        for (const { cell } of trials) hashes.add(promptSha256(task.build(cell, kitOf(sweep, model))));
      expect([...hashes].sort()).toEqual(
        (prefill ? opened : plain).map((answer) => answer.promptSha256).sort(),
      );
      await model.close();
    },
  );

  it("shows a model that finds nearly all", () => {
    for (const list of [opened, plain])
      expect(list.filter(({ recall }) => recall === 1).length).toBeGreaterThanOrEqual(0.95 * list.length);
  });
});

describe("a server", () => {
  it("that answers alike is served as it is", () => {
    const { faults, notes, cells } = compareToKnown(
      opened,
      served(() => ({})),
    );
    expect(faults).toEqual([]);
    expect(notes).toEqual([]);
    expect(cells).toHaveLength(15);
    expect(cells.every(({ n, same }) => n === 8 && same === 8)).toBe(true);
  });

  it.each([
    ["drops the BOS", -1, /drops the BOS/],
    ["adds a BOS", 1, /one token too many/],
    ["has another template", 6, /template is another one.*\+6/],
  ])("that %s is named", (_, difference, words) => {
    const { faults } = compareToKnown(
      opened,
      served(({ tokens }) => counts(tokens + difference)),
    );
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(words);
  });

  it("that tokenises differently is named", () => {
    const { faults } = compareToKnown(
      opened,
      served(({ tokens }) => counts(Math.round(tokens * 1.1))),
    );
    expect(faults[0]).toMatch(/tokenises differently/);
  });

  it("that cuts prompts is named with what it kept, by its own count", () => {
    const { faults } = compareToKnown(
      opened,
      served(({ tokens, depth }) => (tokens > 1000 ? { ...counts(1000), ...(depth < 0.5 ? lost : {}) } : {})),
    );
    expect(faults[0]).toMatch(/cuts prompts.*at most 1,000 tokens/);
    expect(faults[1]).toMatch(/loses facts from 2,048 tokens on, at depths 0 %, 25 %/);
  });

  it("that cuts prompts and counts nothing is named by what it loses", () => {
    const { faults, notes } = compareToKnown(
      opened,
      served(({ contextLength, depth }) => ({
        generation: { finish: { reason: "stop" } },
        ...(contextLength > 1024 && depth < 0.5 ? lost : {}),
      })),
    );
    expect(faults).toEqual([expect.stringMatching(/loses facts from 2,048.*it cuts prompts/)]);
    expect(notes).toEqual([expect.stringMatching(/does not report/)]);
  });

  it("that finds nothing anywhere has another template or other weights", () => {
    const { faults } = compareToKnown(
      opened,
      served(() => lost),
    );
    expect(faults).toEqual([expect.stringMatching(/every length and depth/)]);
  });

  it("that finds all in other words samples or is quantised", () => {
    const { faults } = compareToKnown(
      opened,
      served(({ output }) => ({ output: `${output} and more` })),
    );
    expect(faults).toEqual([expect.stringMatching(/0 of 120 answers are the same/)]);
  });

  it("that refuses some prompts is quoted, and these are no misses", () => {
    const { faults, cells } = compareToKnown(
      opened,
      served(({ contextLength }) =>
        contextLength < 2048
          ? {}
          : { status: "failed", error: { code: "context-window", message: "too long" } },
      ),
    );
    expect(faults).toEqual([expect.stringMatching(/80 of 120 prompts; the first other: too long/)]);
    expect(cells.filter(({ unscored }) => unscored === 8)).toHaveLength(5);
  });
});
