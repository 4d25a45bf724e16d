import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fileNeedles } from "../../src/haystack/needle-file.ts";
import { packageRoot } from "../../src/root.ts";
import { kvRetrieval } from "../../src/tasks/kv-retrieval.ts";
import { multiDocumentQa } from "../../src/tasks/multi-document-qa.ts";
import { needle } from "../../src/tasks/needle.ts";
import type { Haystack, NeedleSource, Sample, TaskKit } from "../../src/types.ts";
import { cellOf } from "./cell-of.ts";
import { plainKit } from "./sources.ts";

const sourceOf = (name: string): NeedleSource => fileNeedles(join(packageRoot(), "test/fixtures/byo", name));
const kitOf = (name: string): TaskKit => ({ ...plainKit, needles: sourceOf(name) });
const contentOf = (sample: Sample): string => sample.messages[0]?.content ?? "";
const depths = fc.double({ min: 0, max: 1, noNaN: true });

describe("multi-document-qa with published documents", () => {
  it("renders them as published, the gold at index round(depth x (n - 1)), and nothing else", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("documents.jsonl", "oracle.jsonl"),
        depths,
        fc.integer({ min: 2, max: 9 }),
        fc.nat(50),
        fc.boolean(),
        (file, depth, n, seed, prefill) => {
          const kit = { ...kitOf(file), prefill };
          const sample = multiDocumentQa.build(
            cellOf(multiDocumentQa, 2000, depth, seed, { documents: n }),
            kit,
          );
          const content = contentOf(sample);
          const [gold] = sample.needles;
          const lines = content.split("\n").filter((line) => line.startsWith("Document ["));
          expect(lines).toHaveLength(n);
          const at = Math.round(depth * (n - 1));
          expect(lines[at]).toBe(`Document [${at + 1}](Title: ${gold?.subject}) ${gold?.text}`);
          for (const [i, line] of lines.entries()) {
            expect(line.startsWith(`Document [${i + 1}](Title: `)).toBe(true);
            if (i !== at) for (const answer of gold?.answers ?? []) expect(line).not.toContain(answer);
          }
          expect(content.slice(sample.gold[0]?.start, sample.gold[0]?.end)).toBe(lines[at]);
          expect(content.split("\n\n").slice(1)).toEqual([lines.join("\n"), gold?.question]);
          const { count, templateTokens } = kit.tokenizer;
          expect(sample.promptTokens).toBe(
            templateTokens + count(content) + count(sample.answerPrefix ?? ""),
          );
          expect(sample.promptTokens + sample.answerBudget).toBeLessThanOrEqual(2000);
        },
      ),
      { seed: 31, numRuns: 80 },
    );
  });

  it("names the tokens that the documents need, and fits into just so many", () => {
    const kit = kitOf("documents.jsonl");
    const build = (length: number): Sample =>
      multiDocumentQa.build(cellOf(multiDocumentQa, length, 0.5, 1, { documents: 5 }), kit);
    const needed = Number(/at least (\d+) tokens: 100$/.exec(messageOf(() => build(100)))?.[1]);
    expect(messageOf(() => build(100))).toMatch(
      /^5 documents do not fit; context length at least \d+ tokens: 100$/,
    );
    expect(build(needed).promptTokens).toBeGreaterThan(needed - 64);
    expect(messageOf(() => build(needed - 1))).toMatch(/do not fit/);
    expect(contentOf(build(needed))).toBe(contentOf(build(10 * needed)));
  });

  it("has the gold alone in the oracle arm, no document closed-book, and scores both forms", () => {
    const kit = kitOf("oracle.jsonl");
    const build = (arm: string): Sample =>
      multiDocumentQa.build(cellOf(multiDocumentQa, 1000, 0.5, 1, { documents: 12, arm }), kit);
    expect(contentOf(build("oracle")).match(/Document \[/g)).toHaveLength(1);
    expect(contentOf(build("closed-book"))).not.toContain("Document");
    const sample = build("context");
    const [full = "", last = ""] = sample.needles[0]?.answers ?? [];
    expect(multiDocumentQa.score(`The ${full}!`, sample)).toEqual({ recall: 1, found: [true], firstLine: 1 });
    expect(multiDocumentQa.score(`Let me see.\n${last}`, sample)).toEqual({
      recall: 1,
      found: [true],
      firstLine: 0,
    });
    expect(multiDocumentQa.score("Nobody.", sample)).toEqual({ recall: 0, found: [false], firstLine: 0 });
  });
});

describe("kv-retrieval with published records", () => {
  it("moves the gold pair to its index and leaves the others in their order", () => {
    fc.assert(
      fc.property(depths, fc.integer({ min: 1, max: 8 }), fc.nat(20), (depth, keys, seed) => {
        const sample = kvRetrieval.build(
          cellOf(kvRetrieval, 2000, depth, seed, { keys }),
          kitOf("pairs.jsonl"),
        );
        const [, object = ""] = contentOf(sample).split("\n\n");
        const pairs = Object.entries(JSON.parse(object));
        const [gold] = sample.needles;
        expect(pairs).toHaveLength(keys);
        const at = Math.round(depth * (keys - 1));
        expect(pairs[at]).toEqual([gold?.subject, gold?.answers[0]]);
        const others = pairs.filter((_, i) => i !== at).map(([, value]) => value);
        expect(others).toEqual(sample.decoys);
      }),
      { seed: 32, numRuns: 60 },
    );
  });

  it("names the tokens that the keys need", () => {
    const build = (length: number): Sample =>
      kvRetrieval.build(cellOf(kvRetrieval, length, 0.5, 1, { keys: 8 }), kitOf("pairs.jsonl"));
    const needed = Number(/at least (\d+) tokens: 100$/.exec(messageOf(() => build(100)))?.[1]);
    expect(build(needed).promptTokens).toBeLessThan(needed);
    expect(messageOf(() => build(needed - 1))).toMatch(/^8 keys do not fit; context length at least/);
  });
});

describe("a user's fact whose answer the haystack states", () => {
  /** Says a sentence now and then. */
  const saying = (sentence: string): Haystack => ({
    name: "file:book.txt",
    version: "1",
    *segments(seed) {
      let i = 0;
      for (const segment of plainKit.haystack.segments(seed)) {
        yield segment;
        if (++i === 9) yield { kind: "filler", lead: " ", text: sentence };
      }
    },
  });
  const build = (sentence: string, task = needle): Sample =>
    task.build(cellOf(task, 900, 0.5, 1_000_000, { distractors: 0 }), {
      ...kitOf("needles.yaml"),
      haystack: saying(sentence),
    });

  it("is refused with needle, answer, haystack and file", () => {
    const { needles } = build("Nothing of that.");
    const { id, answers } = needles[0] as Sample["needles"][number];
    const sentence = `So they said ${answers[0]?.toUpperCase()} again.`;
    const source = sourceOf("needles.yaml");
    expect(messageOf(() => build(sentence))).toBe(
      `${source.file}:${source.lineOf?.(id)}: needle "${id}"; no answer may stand in the haystack file:book.txt: ` +
        `"${answers[0]}" in "${sentence}"`,
    );
    expect(() => build(`So they said ${answers[0]}s again.`)).not.toThrow();
  });

  it("is refused in a document of its own, too", () => {
    const task = multiDocumentQa;
    const cell = cellOf(task, 900, 0.5, 1_000_000, { documents: 2 });
    const haystack = saying("At quarter to nine in Osmer, 0417 said: 20:45.");
    expect(() => task.build(cell, { ...kitOf("needles.yaml"), haystack })).toThrow(
      /no answer may stand in the haystack/,
    );
    expect(() => task.build(cell, { ...kitOf("needles.yaml"), haystack: plainKit.haystack })).not.toThrow();
  });
});

function messageOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("not refused");
}
